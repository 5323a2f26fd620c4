package dev.gatehouse.oauth2;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.gatehouse.attempt.LoginStarts;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Component;

/**
 * Lets logins in by the limit of their address, and limits how many wait for a provider
 * at once: a slow provider would otherwise hold every thread of the service. Its type is
 * not a filter, because the container would run that for every request.
 */
@Component
public class LoginGate {

	/** Before Java 21, a quarter of the threads that serve requests. */
	private static final int MAX_WAITING = 50;

	private static final long BUSY_RETRY_AFTER_SECONDS = 5;

	private final Semaphore free = new Semaphore(MAX_WAITING);

	private final OAuth2Properties properties;

	private final LoginAnswers answers;

	private final LoginStarts starts;

	private final ClientRegistrationRepository registrations;

	LoginGate(OAuth2Properties properties, LoginAnswers answers, LoginStarts starts,
			ClientRegistrationRepository registrations) {
		this.properties = properties;
		this.answers = answers;
		this.starts = starts;
		this.registrations = registrations;
	}

	/** How many logins wait for a provider's answer: at most fifty. */
	public int waiting() {
		return MAX_WAITING - this.free.availablePermits();
	}

	void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		String provider = ProviderController.provider(request);
		boolean callback = ProviderController.isCallback(request);
		if (!callback && !mayBegin(request, response)) {
			return;
		}
		if (!callback && !(this.registrations instanceof ProviderRegistrations ours && ours.waits(provider))) {
			chain.doFilter(request, response);
		}
		else if (!this.free.tryAcquire()) {
			// the attempt is not used up, so the caller may come again
			refuse(request, response, OAuth2Problem.LOGIN_BUSY, BUSY_RETRY_AFTER_SECONDS);
		}
		else {
			try {
				if (isFound(provider, request, response)) {
					chain.doFilter(request, response);
				}
			}
			finally {
				this.free.release();
			}
		}
	}

	/** Before an attempt is begun or used up. */
	private boolean isFound(String provider, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		try {
			return this.registrations.findByRegistrationId(provider) != null;
		}
		catch (ProblemException unavailable) {
			this.answers.fail(request, response, unavailable);
			return false;
		}
	}

	private boolean mayBegin(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String[] targets = request.getParameterValues(AuthorizationRequests.RETURN_TO);
		if (targets != null && (targets.length > 1 || !this.properties.returnTargets().contains(targets[0]))) {
			this.answers.fail(request, response, new ProblemException(CommonProblem.INVALID_REQUEST));
			return false;
		}
		OptionalLong wait = this.starts.count(request);
		if (wait.isPresent()) {
			refuse(request, response, CommonProblem.RATE_LIMITED, wait.getAsLong());
			return false;
		}
		return this.answers.mayIntend(request, response);
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemCode code, long seconds)
			throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		this.answers.fail(request, response, new ProblemException(code));
	}

}
