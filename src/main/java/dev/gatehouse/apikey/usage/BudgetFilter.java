package dev.gatehouse.apikey.usage;

import java.io.IOException;
import java.util.Objects;

import dev.gatehouse.apikey.ApiKeyCache.KnownKey;
import dev.gatehouse.apikey.usage.AddressLimit.Outcome;
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
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Runs after the authentication: charges each request with an accepted key to the owner's
 * budget, counts it for the key, and writes the {@code RateLimit} headers. A failed
 * authentication does not get here, so it costs the owner nothing.
 */
final class BudgetFilter extends HttpFilter {

	private final transient AddressLimit limit;

	private final transient RateLimits budgets;

	private final transient UsageCounts usage;

	private final transient ProblemWriter problems;

	BudgetFilter(AddressLimit limit, RateLimits budgets, UsageCounts usage, ProblemWriter problems) {
		this.limit = limit;
		this.budgets = budgets;
		this.usage = usage;
		this.problems = problems;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known
				&& known.getPrincipal().scheme() == Scheme.API_KEY) {
			this.limit.settle(request, Outcome.ACCEPTED);
			if (!isAdmitted(known, request, response)) {
				this.problems.write(request, response, CommonProblem.RATE_LIMITED);
				return;
			}
		}
		chain.doFilter(request, response);
	}

	private boolean isAdmitted(CallerAuthentication known, HttpServletRequest request, HttpServletResponse response) {
		Caller caller = known.getPrincipal();
		Verdict verdict = this.budgets.spend(caller.subject(), Objects.requireNonNull(caller.tier()), own(known));
		verdict.writeTo(response);
		this.usage.count(caller.credentialId(), ClientAddress.of(request), verdict.admitted());
		return verdict.admitted();
	}

	/** Of a key with a limit of its own, which it shares with its successor. */
	private static @Nullable Named own(CallerAuthentication known) {
		return (known.getDetails() instanceof KnownKey key && key.limit() != null)
				? Named.of("key", key.limitId(), new Budget(key.limit().requests(), key.limit().per())) : null;
	}

}
