package dev.gatehouse.apikey.usage;

import dev.gatehouse.apikey.ApiKeyChain;
import dev.gatehouse.apikey.ApiKeyFormat;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.ratelimit.RateLimits;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.web.authentication.AuthenticationFilter;

/**
 * The beans of this folder, and where they stand in the chain: the limit of an address
 * before the authentication, the budget of the account behind it.
 */
@AutoConfiguration
@ComponentScan
@EnableScheduling
class UsageConfiguration {

	@Bean
	@Order(1)
	ApiKeyChain usageChain(AddressLimit limit, ApiKeyFormat format, RateLimits budgets, UsageCounts counts,
			ChainDefaults defaults, ProblemWriter problems) {
		return (http) -> http
			.addFilterBefore(new AddressLimitFilter(limit, format, defaults), AuthenticationFilter.class)
			.addFilterAfter(new BudgetFilter(limit, budgets, counts, problems), AuthenticationFilter.class);
	}

}
