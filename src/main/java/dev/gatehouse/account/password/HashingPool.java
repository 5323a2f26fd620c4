package dev.gatehouse.account.password;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Where passwords are hashed and measured: on a few threads with a short queue. A hash is
 * slow on purpose, so without a bound a flood of logins would take every processor.
 */
public class HashingPool implements DisposableBean {

	/** About two seconds of work. */
	private static final int MAX_WAITING_PER_THREAD = 32;

	private static final int TIMEOUT_SECONDS = 10;

	final ThreadPoolExecutor threads;

	HashingPool(int size) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("hashing-");
		factory.setDaemon(true);
		this.threads = new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(size * MAX_WAITING_PER_THREAD), factory);
	}

	/**
	 * Does something that hashes a password, and waits for it.
	 * @param work the work; its runtime exceptions are thrown to the caller
	 * @throws HashingPoolFullException if too much is waiting, or it takes too long
	 */
	public <T> T run(Supplier<T> work) {
		FutureTask<T> answer = new FutureTask<>(work::get);
		try {
			this.threads.execute(answer);
			return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException | TimeoutException full) {
			answer.cancel(false);
			throw new HashingPoolFullException();
		}
		catch (InterruptedException interrupted) {
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

	@Override
	public void destroy() {
		this.threads.shutdown();
	}

}
