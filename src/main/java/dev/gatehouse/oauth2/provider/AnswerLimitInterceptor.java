package dev.gatehouse.oauth2.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Stops reading an answer of the provider after one megabyte, and names the fault when
 * the time is over, which the HTTP client reports as a closed stream.
 */
final class AnswerLimitInterceptor implements ClientHttpRequestInterceptor {

	private static final int MOST = 1024 * 1024;

	private final Duration patience;

	AnswerLimitInterceptor(Duration patience) {
		this.patience = patience;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		long deadline = System.nanoTime() + this.patience.toNanos();
		ClientHttpResponse response = execution.execute(request, body);
		if (response.getStatusCode().is3xxRedirection()) {
			response.close();
			throw new IOException("the answer is a redirect"); // whatever its body says
		}
		return new LimitedResponse(response, deadline);
	}

	private static final class LimitedResponse implements ClientHttpResponse {

		private final ClientHttpResponse response;

		private final long deadline;

		LimitedResponse(ClientHttpResponse response, long deadline) {
			this.response = response;
			this.deadline = deadline;
		}

		@Override
		public InputStream getBody() throws IOException {
			return new LimitedStream(this.response.getBody(), this.deadline);
		}

		@Override
		public HttpStatusCode getStatusCode() throws IOException {
			return this.response.getStatusCode();
		}

		@Override
		public String getStatusText() throws IOException {
			return this.response.getStatusText();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.response.getHeaders();
		}

		@Override
		public void close() {
			this.response.close();
		}

	}

	private static final class LimitedStream extends FilterInputStream {

		private final long deadline;

		private int left = MOST;

		LimitedStream(InputStream stream, long deadline) {
			super(stream);
			this.deadline = deadline;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			try {
				int count = super.read(buffer, offset, length);
				this.left -= Math.max(count, 0);
				if (this.left < 0) {
					throw new IOException("the answer is too large");
				}
				return count;
			}
			catch (IOException failed) {
				if (System.nanoTime() >= this.deadline) {
					throw new HttpTimeoutException("the answer took too long");
				}
				throw failed;
			}
		}

	}

}
