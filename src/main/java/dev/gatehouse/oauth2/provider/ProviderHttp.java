package dev.gatehouse.oauth2.provider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestTemplate;

/**
 * How the provider is called: two seconds to connect, five to answer, one megabyte, no
 * redirects. Spring's own clients lack all of these.
 */
@Component
class ProviderHttp {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	private static final int MAX_BYTES = 1024 * 1024;

	/** One for all calls, and made by the first, since it starts a thread. */
	private final SingletonSupplier<HttpClient> client = SingletonSupplier.of(() -> HttpClient.newBuilder()
		.connectTimeout(CONNECT_TIMEOUT)
		.followRedirects(HttpClient.Redirect.NEVER)
		.build());

	/** By registration id; each keeps the provider's published keys. */
	private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

	private final ObservationRegistry observations;

	ProviderHttp(ObjectProvider<ObservationRegistry> observations) {
		this.observations = observations.getIfAvailable(() -> ObservationRegistry.NOOP);
	}

	/** Not a RestClient, since some of Spring's classes do not accept one yet. */
	RestTemplate template(Duration timeout) {
		RestTemplate template = new RestTemplate((uri, method) -> {
			JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(this.client.obtain());
			factory.setReadTimeout(timeout);
			return factory.createRequest(uri, method);
		});
		template.setObservationRegistry(this.observations);
		template.getInterceptors().add(limits(timeout));
		return template;
	}

	/** Made as by Spring's own factory, which has no time limits. */
	JwtDecoder decoder(ClientRegistration registration) {
		return this.decoders.computeIfAbsent(registration.getRegistrationId(), (unknown) -> {
			NimbusJwtDecoder decoder = NimbusJwtDecoder
				.withJwkSetUri(String.valueOf(registration.getProviderDetails().getJwkSetUri()))
				.restOperations(template(READ_TIMEOUT))
				.build();
			decoder.setJwtValidator(
					JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
			decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
			return decoder;
		});
	}

	/** A timeout of the body reaches us as a closed stream, so the clock tells it. */
	private static ClientHttpRequestInterceptor limits(Duration timeout) {
		return (request, body, execution) -> {
			long deadline = System.nanoTime() + timeout.toNanos();
			try {
				return readInFull(execution.execute(request, body));
			}
			catch (IOException failed) {
				throw (System.nanoTime() < deadline) ? failed : new HttpTimeoutException("the answer took too long");
			}
		};
	}

	private static ClientHttpResponse readInFull(ClientHttpResponse response) throws IOException {
		try (InputStream stream = response.getBody()) {
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
	}

	/** The components are named as the methods that they implement. */
	private record Answer(HttpStatusCode getStatusCode, String getStatusText, HttpHeaders getHeaders,
			InputStream getBody) implements ClientHttpResponse {

		@Override
		public void close() {
			// read and closed
		}

	}

}
