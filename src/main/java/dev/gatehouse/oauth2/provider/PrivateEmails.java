package dev.gatehouse.oauth2.provider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Asks GitHub for the e-mail address of a user who keeps it private. It is for display
 * alone, so no failure here fails the login.
 */
@Component
class PrivateEmails {

	private static final Logger logger = LoggerFactory.getLogger(PrivateEmails.class);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final RestClient http;

	PrivateEmails(ProviderHttp http) {
		this.http = http.restClient(PATIENCE).build();
	}

	/**
	 * The address that the user writes from.
	 * @param request what the user was asked for with
	 * @return the primary address, if it is verified and could be had
	 */
	Optional<String> of(OAuth2UserRequest request) {
		String users = request.getClientRegistration().getProviderDetails().getUserInfoEndpoint().getUri();
		try {
			List<Email> emails = this.http.get()
				.uri(users + "/emails")
				.headers((headers) -> headers.setBearerAuth(request.getAccessToken().getTokenValue()))
				.retrieve()
				.body(new ParameterizedTypeReference<>() {
				});
			return (emails == null) ? Optional.empty()
					: emails.stream()
						.filter((email) -> email != null && email.primary() && email.verified())
						.map(Email::email)
						.findFirst();
		}
		catch (RuntimeException failed) {
			logger.info("The private e-mail address of a user could not be had ({})",
					failed.getClass().getSimpleName());
			return Optional.empty();
		}
	}

	/** As GitHub documents it, as far as it matters here. */
	record Email(String email, boolean primary, boolean verified) {
	}

}
