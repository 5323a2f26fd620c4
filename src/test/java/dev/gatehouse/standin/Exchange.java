package dev.gatehouse.standin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * One request and the ways to answer it; the genuine answer is made only when asked for,
 * so that a failure can leave the code unused.
 */
record Exchange(HttpServletRequest request, HttpServletResponse response, Supplier<Answer> genuine) {

	void send(Answer answer) throws IOException {
		answer.writeTo(this.response);
	}

	/**
	 * Sends the status and the headers at once, and leaves the body to the caller.
	 */
	OutputStream open(Answer answer) throws IOException {
		answer.writeHeadersTo(this.response);
		this.response.flushBuffer();
		return this.response.getOutputStream();
	}

}
