package dev.gatehouse.oauth2.provider;

import java.net.http.HttpClient;
import java.time.Duration;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * How the provider is called: two seconds to connect, five to answer, one megabyte, no
 * redirects. Spring's own clients lack all of these.
 */
@Component
class ProviderHttp {

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private static final Duration READ = Duration.ofSeconds(5);

	private final HttpClient client = HttpClient.newBuilder()
		.connectTimeout(CONNECT)
		.followRedirects(HttpClient.Redirect.NEVER)
		.build();

	private final ObservationRegistry observations;

	ProviderHttp(ObservationRegistry observations) {
		this.observations = observations;
	}

	RestClient.Builder restClient() {
		return restClient(READ);
	}

	/** With less patience, for what can be done without. */
	RestClient.Builder restClient(Duration patience) {
		return RestClient.builder()
			.observationRegistry(this.observations)
			.requestFactory(requests(patience))
			.requestInterceptor(new AnswerLimitInterceptor(patience))
			.defaultStatusHandler(new OAuth2ErrorResponseErrorHandler());
	}

	/** For Spring's classes that take nothing newer yet. */
	RestTemplate restTemplate() {
		RestTemplate template = new RestTemplate(requests(READ));
		template.setObservationRegistry(this.observations);
		template.getInterceptors().add(new AnswerLimitInterceptor(READ));
		return template;
	}

	private ClientHttpRequestFactory requests(Duration patience) {
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(this.client);
		factory.setReadTimeout(patience);
		return factory;
	}

}
