package dev.gatehouse.oauth2;

import java.net.http.HttpClient;
import java.time.Duration;

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

	private final ClientHttpRequestFactory requests = requestFactory();

	RestClient.Builder restClient() {
		return RestClient.builder()
			.requestFactory(this.requests)
			.requestInterceptor(new AnswerLimitInterceptor(READ))
			.defaultStatusHandler(new OAuth2ErrorResponseErrorHandler());
	}

	/** For Spring's classes that take nothing newer yet. */
	RestTemplate restTemplate() {
		RestTemplate template = new RestTemplate(this.requests);
		template.getInterceptors().add(new AnswerLimitInterceptor(READ));
		return template;
	}

	private static ClientHttpRequestFactory requestFactory() {
		HttpClient client = HttpClient.newBuilder()
			.connectTimeout(CONNECT)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client);
		factory.setReadTimeout(READ);
		return factory;
	}

}
