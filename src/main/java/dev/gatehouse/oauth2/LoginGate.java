package dev.gatehouse.oauth2;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.ratelimit.AttemptLimit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Limits how many logins an address begins, and how many wait for a provider at once: a
 * slow provider would otherwise hold every thread of the service. No filter by its type,
 * since the container would run it for every request.
 */
@Component
public class LoginGate {

	/** Before Java 21, a quarter of the threads that serve requests. */
	private static final int MAX_WAITING = 50;

	private static final String RETRY_AFTER_SECONDS = "5";

	private final Semaphore free = new Semaphore(MAX_WAITING);

	private final List<String> returnTargets;

	private final AttemptLimit starts;

	private final LoginAnswers answers;

	LoginGate(OAuth2Properties properties, LoginAnswers answers, Clock clock) {
		this.returnTargets = properties.returnTargets();
		this.starts = AttemptLimit.perMinute(properties.startsPerAddress(), clock);
		this.answers = answers;
	}

	/** How many logins wait for a provider's answer: at most fifty. */
	public int waiting() {
		return MAX_WAITING - this.free.availablePermits();
	}

	void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		if (!ProviderController.isCallback(request)) {
			if (mayBegin(request, response)) {
				chain.doFilter(request, response);
			}
			return;
		}
		if (!this.free.tryAcquire()) {
			// this has used up nothing, so the caller may come again
			response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
			this.answers.fail(request, response, new ProblemException(OAuth2Problem.LOGIN_BUSY));
			return;
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.free.release();
		}
	}

	private boolean mayBegin(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String[] targets = request.getParameterValues(LoginAttempts.RETURN_TO);
		if (targets != null && (targets.length > 1 || !this.returnTargets.contains(targets[0]))) {
			this.answers.fail(request, response, new ProblemException(CommonProblem.INVALID_REQUEST));
			return false;
		}
		OptionalLong wait = this.starts.spend(ClientAddress.of(request));
		if (wait.isPresent()) {
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.getAsLong()));
			this.answers.fail(request, response, new ProblemException(CommonProblem.RATE_LIMITED));
		}
		return wait.isEmpty();
	}

}
