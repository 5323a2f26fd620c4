package dev.gatehouse.oauth2;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.session.LoginStarts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Stands before a login: an address begins only so many, and only so many wait for a
 * provider at once, which may be slow and would else hold every thread of the service.
 */
final class LoginGate implements Filter {

	/** Before Java 21, a quarter of the threads that serve requests. */
	private static final int MOST_WAITING = 50;

	private static final int RETRY_AFTER_SECONDS = 5;

	private final Semaphore waiting = new Semaphore(MOST_WAITING);

	private final LoginStarts starts;

	private final ReturnTargets targets;

	private final LoginAnswers answers;

	LoginGate(LoginStarts starts, ReturnTargets targets, LoginAnswers answers, MeterRegistry metrics) {
		Gauge.builder("gatehouse.provider.waiting", this.waiting, (free) -> MOST_WAITING - free.availablePermits())
			.description("logins that wait for a provider's answer, of fifty at most")
			.register(metrics);
		this.starts = starts;
		this.targets = targets;
		this.answers = answers;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest http = (HttpServletRequest) request;
		if (ProviderPaths.isCallback(http)) {
			finish(http, (HttpServletResponse) response, chain);
		}
		else {
			begin(http, (HttpServletResponse) response, chain);
		}
	}

	private void begin(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.targets.isAllowed(request)) {
			this.answers.fail(request, response, CommonProblem.INVALID_REQUEST);
			return;
		}
		OptionalLong wait = this.starts.spend(request);
		if (wait.isPresent()) {
			this.answers.postpone(request, response, CommonProblem.RATE_LIMITED, wait.getAsLong());
			return;
		}
		chain.doFilter(request, response);
	}

	/** Who is turned away here has used up nothing, and may come again. */
	private void finish(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.waiting.tryAcquire()) {
			this.answers.postpone(request, response, OAuth2Problem.LOGIN_BUSY, RETRY_AFTER_SECONDS);
			return;
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.waiting.release();
		}
	}

}
