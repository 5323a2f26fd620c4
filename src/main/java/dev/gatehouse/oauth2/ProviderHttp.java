package dev.gatehouse.oauth2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * The HTTP client of all calls to providers: two seconds to connect, five to answer, one
 * megabyte, no redirects. Spring's own clients have none of these limits. Made for the
 * first call, because it starts a thread.
 */
@Component
@Lazy
class ProviderHttp {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	private static final int MAX_BYTES = 1024 * 1024;

	private final HttpClient client = HttpClient.newBuilder()
		.connectTimeout(CONNECT_TIMEOUT)
		.followRedirects(HttpClient.Redirect.NEVER)
		.build();

	private final ObservationRegistry observations;

	ProviderHttp(ObjectProvider<ObservationRegistry> observations) {
		this.observations = observations.getIfAvailable(() -> ObservationRegistry.NOOP);
	}

	/** Not a RestClient, because some of Spring's classes do not accept one yet. */
	RestTemplate template(Duration timeout) {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(this.client);
		requests.setReadTimeout(timeout);
		RestTemplate template = new RestTemplate(requests);
		template.setObservationRegistry(this.observations);
		template.getInterceptors().add(limits(timeout));
		return template;
	}

	/** A timeout within the body arrives as a closed stream, so the clock decides. */
	private static ClientHttpRequestInterceptor limits(Duration timeout) {
		return (request, body, execution) -> {
			long deadline = System.nanoTime() + timeout.toNanos();
			try (ClientHttpResponse response = execution.execute(request, body);
					InputStream stream = response.getBody()) {
				if (response.getStatusCode().is3xxRedirection()) {
					throw new IOException("the answer is a redirect");
				}
				byte[] content = stream.readNBytes(MAX_BYTES + 1);
				if (content.length > MAX_BYTES) {
					throw new IOException("the answer is too large");
				}
				return new Answer(response.getStatusCode(), response.getStatusText(), response.getHeaders(),
						new ByteArrayInputStream(content));
			}
			catch (IOException failed) {
				throw (System.nanoTime() < deadline) ? failed : new HttpTimeoutException("the answer took too long");
			}
		};
	}

	/** The components have the names of the methods that they implement. */
	private record Answer(HttpStatusCode getStatusCode, String getStatusText, HttpHeaders getHeaders,
			InputStream getBody) implements ClientHttpResponse {

		@Override
		public void close() {
			// already read and closed
		}

	}

}
