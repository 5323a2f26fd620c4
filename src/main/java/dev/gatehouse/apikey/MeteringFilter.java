package dev.gatehouse.apikey;

import java.io.IOException;
import java.util.Objects;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.ratelimit.RateLimits;
import dev.gatehouse.ratelimit.Verdict;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Charges each authenticated request to the account's budget, counts it for the key, and
 * tells the caller how both stand. A failed authentication never comes this far, so it
 * costs the owner nothing.
 */
final class MeteringFilter extends HttpFilter {

	private final transient RateLimits limits;

	private final transient UsageCounts usage;

	private final transient ProblemWriter problems;

	MeteringFilter(RateLimits limits, UsageCounts usage, ProblemWriter problems) {
		this.limits = limits;
		this.usage = usage;
		this.problems = problems;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known
				&& known.getDetails() instanceof ApiKeyUse use && !isAdmitted(known.getPrincipal(), use, response)) {
			this.problems.write(request, response, CommonProblem.RATE_LIMITED);
			return;
		}
		chain.doFilter(request, response);
	}

	private boolean isAdmitted(Caller caller, ApiKeyUse use, HttpServletResponse response) {
		Verdict verdict = this.limits.spend(caller.subject(), Objects.requireNonNull(caller.tier()));
		verdict.writeTo(response);
		use.warn(response);
		this.usage.count(caller.credentialId(), use.address(), verdict.admitted());
		return verdict.admitted();
	}

}
