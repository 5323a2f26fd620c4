package dev.gatehouse.caller;

import java.io.IOException;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.util.unit.DataSize;

/**
 * Refuses a body that is too large: at once where its length is declared, otherwise when
 * that much of it has been read.
 */
final class BodyLimitFilter extends HttpFilter {

	private final transient ProblemWriter problems;

	private final transient DataSize max;

	BodyLimitFilter(ProblemWriter problems, DataSize max) {
		this.problems = problems;
		this.max = max;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request.getContentLengthLong() > this.max.toBytes()) {
			this.problems.write(request, response, CommonProblem.PAYLOAD_TOO_LARGE, detail());
			return;
		}
		boolean undeclared = request.getContentLengthLong() < 0;
		chain.doFilter(undeclared ? new LimitedRequest(request) : request, response);
	}

	private String detail() {
		return "The body is larger than " + this.max.toKilobytes() + " KB";
	}

	private final class LimitedRequest extends HttpServletRequestWrapper {

		LimitedRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public ServletInputStream getInputStream() throws IOException {
			return new LimitedStream(super.getInputStream());
		}

	}

	private final class LimitedStream extends ServletInputStream {

		private final ServletInputStream body;

		private long left = BodyLimitFilter.this.max.toBytes();

		LimitedStream(ServletInputStream body) {
			this.body = body;
		}

		@Override
		public int read() throws IOException {
			int one = this.body.read();
			count((one < 0) ? 0 : 1);
			return one;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = this.body.read(buffer, offset, length);
			count(Math.max(read, 0));
			return read;
		}

		private void count(int read) {
			this.left -= read;
			if (this.left < 0) {
				throw new ProblemException(CommonProblem.PAYLOAD_TOO_LARGE, detail());
			}
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.body.setReadListener(listener);
		}

	}

}
