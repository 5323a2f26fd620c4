package dev.gatehouse.oauth2;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Stops reading an answer of the provider after one megabyte.
 */
final class SizeLimitInterceptor implements ClientHttpRequestInterceptor {

	private static final int MOST = 1024 * 1024;

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		return new LimitedResponse(execution.execute(request, body));
	}

	private static final class LimitedResponse implements ClientHttpResponse {

		private final ClientHttpResponse response;

		LimitedResponse(ClientHttpResponse response) {
			this.response = response;
		}

		@Override
		public InputStream getBody() throws IOException {
			return new LimitedStream(this.response.getBody());
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

		private int left = MOST;

		LimitedStream(InputStream stream) {
			super(stream);
		}

		@Override
		public int read() throws IOException {
			int value = super.read();
			spend((value >= 0) ? 1 : 0);
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int count = super.read(buffer, offset, length);
			spend(Math.max(count, 0));
			return count;
		}

		private void spend(int count) throws IOException {
			this.left -= count;
			if (this.left < 0) {
				throw new IOException("the answer is too large");
			}
		}

	}

}
