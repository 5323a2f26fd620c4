package dev.gatehouse.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Does things at once.
 */
public final class Together {

	private Together() {
	}

	/**
	 * Runs an action many times in parallel.
	 * @param times how often
	 * @param threads how many at once
	 * @param action gets the number of the run
	 * @return what each run answered, in order
	 */
	public static <T> List<T> run(int times, int threads, IntFunction<T> action) {
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Callable<T>> calls = IntStream.range(0, times)
				.<Callable<T>>mapToObj((number) -> () -> action.apply(number))
				.toList();
			List<T> results = new ArrayList<>();
			for (Future<T> future : pool.invokeAll(calls)) {
				results.add(future.get());
			}
			return results;
		}
		catch (Exception failed) {
			throw new AssertionError(failed);
		}
		finally {
			pool.shutdown();
		}
	}

}
