package dev.gatehouse.ratelimit;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Delays answers with {@code Retry-After} by about a second without holding a thread, so
 * that a client in a tight loop does not burn CPU on refusals.
 */
@RestControllerAdvice(annotations = ApiController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class DelayedProblems implements DisposableBean {

	private static final int MIN_MILLIS = 500;

	private static final int MAX_MILLIS = 1_500;

	/** Above this number, waiting connections cost more than the answers. */
	private static final int MAX_WAITING = 1_000;

	private final ProblemWriter problems;

	private final Semaphore free = new Semaphore(MAX_WAITING);

	private final ExecutorService writer = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "delayed-problems");
		thread.setDaemon(true);
		return thread;
	});

	DelayedProblems(ProblemWriter problems) {
		this.problems = problems;
	}

	@ExceptionHandler
	void retryLater(RetryLaterException later, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(later.seconds()));
		if (!request.isAsyncSupported() || !this.free.tryAcquire()) {
			this.problems.write(request, response, later.code(), later.detail());
			return;
		}
		AsyncContext waiting = request.startAsync(request, response);
		// random, so that the refused clients do not all come back at once
		int delay = ThreadLocalRandom.current().nextInt(MIN_MILLIS, MAX_MILLIS);
		CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS, this.writer)
			.execute(() -> end(waiting, request, response, later));
	}

	private void end(AsyncContext waiting, HttpServletRequest request, HttpServletResponse response,
			RetryLaterException later) {
		try {
			this.problems.write(request, response, later.code(), later.detail());
		}
		catch (IOException disconnected) {
			// the client does not read the answer
		}
		finally {
			this.free.release();
			waiting.complete();
		}
	}

	@Override
	public void destroy() {
		this.writer.shutdown();
	}

}
