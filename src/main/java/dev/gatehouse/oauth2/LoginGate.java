package dev.gatehouse.oauth2;

import java.io.IOException;
import java.util.concurrent.Semaphore;

import dev.gatehouse.attempt.LoginStarts;
import dev.gatehouse.problem.CommonProblem;
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
 * Limits the logins of an address, and how many wait for a provider at once: a slow
 * provider would otherwise hold every thread of the service. Its type is not a filter,
 * because the container would run that for every request.
 */
@Component
public class LoginGate {

	/** Before Java 21, a quarter of the threads that serve requests. */
	private static final int MAX_WAITING = 50;

	private final Semaphore free = new Semaphore(MAX_WAITING);

	private final OAuth2Properties properties;

	private final ProviderLogins logins;

	private final LoginAnswers answers;

	private final LoginStarts starts;

	private final ClientRegistrationRepository registrations;

	LoginGate(OAuth2Properties properties, ProviderLogins logins, LoginAnswers answers, LoginStarts starts,
			ClientRegistrationRepository registrations) {
		this.properties = properties;
		this.logins = logins;
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
		try {
			if (!callback) {
				requireBeginning(request, response);
			}
			if (callback || (this.registrations instanceof ProviderRegistrations ours && ours.waits(provider))) {
				doFilterInTurn(provider, request, response, chain);
			}
			else {
				chain.doFilter(request, response);
			}
		}
		catch (ProblemException refused) {
			this.answers.fail(request, response, refused);
		}
	}

	private void requireBeginning(HttpServletRequest request, HttpServletResponse response) {
		String[] targets = request.getParameterValues(AuthorizationRequests.RETURN_TO);
		if (targets != null && (targets.length > 1 || !this.properties.returnTargets().contains(targets[0]))) {
			throw new ProblemException(CommonProblem.INVALID_REQUEST);
		}
		this.starts.require(request, response);
		AuthorizationRequests.intend(request, this.logins.intend(request));
	}

	private void doFilterInTurn(String provider, HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws IOException, ServletException {
		if (!this.free.tryAcquire()) {
			// the attempt is not used up, so the caller may come again
			response.setHeader(HttpHeaders.RETRY_AFTER, "5");
			throw new ProblemException(OAuth2Problem.LOGIN_BUSY);
		}
		try {
			// looked for before an attempt is begun or used up
			this.registrations.findByRegistrationId(provider);
			chain.doFilter(request, response);
		}
		finally {
			this.free.release();
		}
	}

}
