package dev.gatehouse.apikey.usage;

import java.time.Clock;

import dev.gatehouse.apikey.ApiKeyCache;
import dev.gatehouse.apikey.ApiKeyChain;
import dev.gatehouse.apikey.ApiKeyAuthenticationConverter;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.ratelimit.RateLimitProperties;
import dev.gatehouse.ratelimit.RateLimits;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.web.authentication.AuthenticationFilter;

/**
 * The beans of this folder, and their place in the chain: the limit of an address before
 * the authentication, the budget of the account after it.
 */
@AutoConfiguration
@ComponentScan
@EnableScheduling
class UsageConfiguration {

	@Bean
	AddressLimit addressLimit(RateLimitProperties properties, ApiKeyCache keys, Clock clock) {
		return new AddressLimit(properties,
				(secret, request) -> keys.isKnown(secret, request.getRemoteAddr(), clock.instant()), clock);
	}

	@Bean
	@Order(1)
	ApiKeyChain usageChain(AddressLimit limit, ApiKeyAuthenticationConverter keys, RateLimits budgets,
			UsageCounts counts, ChainDefaults defaults, ProblemWriter problems) {
		return (http) -> http.addFilterBefore(new AddressLimitFilter(limit, keys, defaults), AuthenticationFilter.class)
			.addFilterAfter(new BudgetFilter(limit, budgets, counts, problems), AuthenticationFilter.class);
	}

}
