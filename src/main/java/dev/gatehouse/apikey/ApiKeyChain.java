package dev.gatehouse.apikey;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Port: what is plugged into the chain of API keys from outside, such as limits and
 * counts. Filters go before or after Spring Security's {@code AuthenticationFilter}.
 */
@FunctionalInterface
public interface ApiKeyChain {

	void customize(HttpSecurity http);

}
