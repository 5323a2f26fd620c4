package dev.gatehouse.apikey.usage;

import java.io.IOException;
import java.util.Objects;

import dev.gatehouse.apikey.ApiKeyCache.KnownKey;
import dev.gatehouse.apikey.ApiKeyChain;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.ratelimit.Buckets.Named;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import dev.gatehouse.ratelimit.RateLimits;
import dev.gatehouse.ratelimit.RateLimits.Verdict;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.stereotype.Component;

/**
 * Runs after the authentication: charges each request with an accepted key to the owner's
 * budget, counts it for the key, and writes the {@code RateLimit} headers. A failed
 * authentication does not get here, so it costs the owner nothing.
 */
@Component
@Order(1)
record BudgetFilter(RateLimits budgets, UsageCounts usage, ProblemWriter problems) implements ApiKeyChain {

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterAfter((request, response, chain) -> {
			if (isAdmitted((HttpServletRequest) request, (HttpServletResponse) response)) {
				chain.doFilter(request, response);
			}
		}, AuthenticationFilter.class);
	}

	private boolean isAdmitted(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!(SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known)
				|| known.getPrincipal().scheme() != Scheme.API_KEY) {
			return true;
		}
		Caller caller = known.getPrincipal();
		Verdict verdict = this.budgets.spend(caller.subject(), Objects.requireNonNull(caller.tier()), own(known));
		verdict.writeTo(response);
		this.usage.count(caller.credentialId(), ClientAddress.of(request), verdict.admitted());
		if (!verdict.admitted()) {
			this.problems.write(request, response, CommonProblem.RATE_LIMITED);
		}
		return verdict.admitted();
	}

	/** Of a key with a limit of its own, which it shares with its successor. */
	private static @Nullable Named own(CallerAuthentication known) {
		return (known.getDetails() instanceof KnownKey key && key.limit() != null)
				? Named.of("key", key.limitId(), new Budget(key.limit().requests(), key.limit().per())) : null;
	}

}
