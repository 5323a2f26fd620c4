package dev.gatehouse.apikey;

import dev.gatehouse.account.Scopes;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/**
 * The chain of scheme one: {@code /api/data} takes an API key and nothing else.
 */
@Configuration(proxyBeanMethods = false)
class ApiKeySecurity {

	@Bean
	@Order(ChainOrder.API_KEY)
	SecurityFilterChain apiKeyChain(HttpSecurity http, ChainDefaults defaults, ApiKeyAuthenticationConverter converter,
			ApiKeyAuthenticationProvider provider) throws Exception {
		return defaults.apply(http, ProblemCode.API_KEY_MISSING, Scheme.API_KEY)
			.securityMatcher("/api/data", "/api/data/**")
			.addFilterBefore(defaults.filter(converter, provider), AnonymousAuthenticationFilter.class)
			.authorizeHttpRequests((requests) -> requests.anyRequest().hasAuthority("SCOPE_" + Scopes.DATA_READ))
			.build();
	}

}
