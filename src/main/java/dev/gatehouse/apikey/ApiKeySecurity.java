package dev.gatehouse.apikey;

import dev.gatehouse.caller.Scopes;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * The chain of scheme one: {@code /api/data} takes an API key and nothing else.
 */
@Configuration(proxyBeanMethods = false)
class ApiKeySecurity {

	/** Takes the key as body, so that a finder can revoke it without a login. */
	static final String REVOKE_BY_POSSESSION = "/api/keys/revoke";

	@Bean
	@Order(ChainOrder.API_KEY)
	SecurityFilterChain apiKeyChain(HttpSecurity http, ChainDefaults defaults, ApiKeyAuthenticationConverter converter,
			ApiKeyAuthenticationProvider provider, ApiKeyMetering metering) throws Exception {
		return defaults.apply(http, ApiKeyProblem.API_KEY_MISSING, Scheme.API_KEY)
			.securityMatcher("/api/data", "/api/data/**")
			.addFilterBefore(defaults.filter(converter, provider), AnonymousAuthenticationFilter.class)
			.addFilterBefore(metering.filter(), AnonymousAuthenticationFilter.class)
			.authorizeHttpRequests((requests) -> requests.anyRequest().hasAuthority("SCOPE_" + Scopes.DATA_READ))
			.build();
	}

	/** No credential is read here: the key in the body is one to be destroyed. */
	@Bean
	@Order(ChainOrder.API_KEY)
	SecurityFilterChain revocationChain(HttpSecurity http, ChainDefaults defaults) throws Exception {
		return defaults.apply(http, ApiKeyProblem.API_KEY_MISSING, Scheme.API_KEY)
			.securityMatcher(PathPatternRequestMatcher.pathPattern(HttpMethod.POST, REVOKE_BY_POSSESSION))
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
