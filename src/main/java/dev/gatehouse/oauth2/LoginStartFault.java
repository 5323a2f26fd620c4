package dev.gatehouse.oauth2;

import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;

/**
 * Hands on what keeps a login from beginning, such as a database that is away. Spring's
 * filter would answer 500 to everything.
 */
final class LoginStartFault implements ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> {

	@Override
	public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
		filter.setAuthenticationFailureHandler((request, response, failure) -> {
			if (failure.getCause() instanceof RuntimeException fault) {
				throw fault;
			}
			throw failure;
		});
		return filter;
	}

}
