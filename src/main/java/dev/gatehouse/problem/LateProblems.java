package dev.gatehouse.problem;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Tells those who shall come back later so after about a second, and holds no thread
 * meanwhile: a client in a loop without a pause would else spend the processors on being
 * refused.
 */
@Component
class LateProblems implements DisposableBean {

	private static final int LEAST_MILLIS = 500;

	private static final int MOST_MILLIS = 1_500;

	/** Beyond these, a connection kept waiting would cost more than the answer. */
	private static final int MOST = 1_000;

	private final ProblemWriter problems;

	private final Semaphore room = new Semaphore(MOST);

	private final ExecutorService writer = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "late-problems");
		thread.setDaemon(true);
		return thread;
	});

	LateProblems(ProblemWriter problems) {
		this.problems = problems;
	}

	/**
	 * Writes a problem, later if there is room for that.
	 * @throws IOException if the caller is gone already
	 */
	void write(HttpServletRequest request, HttpServletResponse response, ProblemCode code, String detail)
			throws IOException {
		if (!request.isAsyncSupported() || !this.room.tryAcquire()) {
			this.problems.write(request, response, code, detail);
			return;
		}
		AsyncContext waiting = request.startAsync(request, response);
		CompletableFuture.delayedExecutor(pause(), TimeUnit.MILLISECONDS, this.writer)
			.execute(() -> end(waiting, request, response, code, detail));
	}

	/** Not the same for all, or they would all come back at once. */
	private static int pause() {
		return ThreadLocalRandom.current().nextInt(LEAST_MILLIS, MOST_MILLIS);
	}

	private void end(AsyncContext waiting, HttpServletRequest request, HttpServletResponse response, ProblemCode code,
			String detail) {
		try {
			this.problems.write(request, response, code, detail);
		}
		catch (IOException gone) {
			// nobody is there to be told
		}
		finally {
			this.room.release();
			waiting.complete();
		}
	}

	@Override
	public void destroy() {
		this.writer.shutdown();
	}

}
