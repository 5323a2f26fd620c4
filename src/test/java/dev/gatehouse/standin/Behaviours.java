package dev.gatehouse.standin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.apache.coyote.CloseNowException;

/**
 * The failures that take time, space or the connection.
 */
final class Behaviours {

	private static final byte[] BLANKS = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);

	private static final int HUGE = 5 * 1024 * 1024;

	private Behaviours() {
	}

	static void slow(Exchange exchange, Duration delay) throws IOException {
		pause(delay);
		exchange.send(exchange.genuine().get());
	}

	static void drip(Exchange exchange, Duration pause) throws IOException {
		Answer answer = exchange.genuine().get();
		OutputStream body = exchange.open(answer);
		for (byte each : answer.bytes()) {
			pause(pause);
			body.write(each);
			body.flush();
		}
	}

	static void huge(Exchange exchange) throws IOException {
		Answer answer = exchange.genuine().get();
		OutputStream body = exchange.open(answer);
		for (int sent = 0; sent < HUGE; sent += BLANKS.length) {
			body.write(BLANKS);
		}
		body.write(answer.bytes());
	}

	static void close(Exchange exchange) {
		ClosingValve.closeAfter(exchange.request());
	}

	static void cut(Exchange exchange) throws IOException {
		Answer answer = exchange.genuine().get();
		byte[] bytes = answer.bytes();
		exchange.response().setContentLength(bytes.length);
		OutputStream body = exchange.open(answer);
		body.write(bytes, 0, bytes.length / 2);
		body.flush();
		ClosingValve.closeAfter(exchange.request());
	}

	/**
	 * Waits in the way of a slow provider, and no longer than the server lives.
	 */
	private static void pause(Duration duration) throws IOException {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CloseNowException("Closing with the server", ex);
		}
	}

}
