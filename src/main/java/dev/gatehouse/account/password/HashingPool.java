package dev.gatehouse.account.password;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where passwords are hashed and measured: on half of the processors at most, with a
 * short queue. A hash is made to be slow, so without a bound a flood of logins would take
 * every processor from everybody else.
 */
@Component
public class HashingPool implements DisposableBean {

	private static final int MOST_THREADS = 4;

	/** About two seconds of work for each thread. */
	private static final int WAITING_PER_THREAD = 32;

	private static final int LONGEST_WAIT_SECONDS = 10;

	private final ThreadPoolExecutor threads;

	/**
	 * Made once.
	 * @param configured how many threads hash; none for half of the processors, four at
	 * most
	 * @param metrics where the work and what waits is shown
	 */
	@Autowired
	HashingPool(@Value("${gatehouse.hashing.threads:0}") int configured, MeterRegistry metrics) {
		this((configured > 0) ? configured
				: Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2)));
		ExecutorServiceMetrics.monitor(metrics, this.threads, "hashing");
	}

	HashingPool(int size) {
		AtomicInteger count = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(size * WAITING_PER_THREAD), (task) -> {
					Thread thread = new Thread(task, "hashing-" + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Does something that hashes a password, and waits for it.
	 * @param <T> what it answers
	 * @param work the work; its runtime exceptions are thrown to the caller
	 * @return its answer
	 * @throws HashingPoolFullException if too much is waiting already, or it takes too
	 * long
	 */
	public <T> T run(Supplier<T> work) {
		Future<T> answer;
		try {
			answer = this.threads.submit(work::get);
		}
		catch (RejectedExecutionException full) {
			throw new HashingPoolFullException();
		}
		try {
			return answer.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException slow) {
			answer.cancel(false); // nobody waits for it any more
			throw new HashingPoolFullException();
		}
		catch (InterruptedException stopping) {
			answer.cancel(false);
			Thread.currentThread().interrupt();
			throw new HashingPoolFullException();
		}
		catch (ExecutionException failed) {
			if (failed.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException(failed.getCause());
		}
	}

	boolean isFull() {
		return this.threads.getQueue().remainingCapacity() == 0;
	}

	@Override
	public void destroy() {
		this.threads.shutdown();
	}

}
