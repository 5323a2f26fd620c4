package dev.gatehouse.oauth2;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.caller.ClientAddress;
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
import org.springframework.stereotype.Component;

/**
 * Limits how many logins an address begins, and how many wait for a provider at once: a
 * slow provider would otherwise hold every thread of the service. Its type is not a
 * filter, because the container would run that for every request.
 */
@Component
public class LoginGate {

	/** Before Java 21, a quarter of the threads that serve requests. */
	private static final int MAX_WAITING = 50;

	private static final long BUSY_RETRY_AFTER_SECONDS = 5;

	private static final int MAX_ADDRESSES = 100_000;

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final Semaphore free = new Semaphore(MAX_WAITING);

	private final Cache<String, Starts> starts = Caffeine.newBuilder()
		.maximumSize(MAX_ADDRESSES)
		.expireAfterAccess(WINDOW)
		.build();

	private final OAuth2Properties properties;

	private final LoginAnswers answers;

	private final Clock clock;

	LoginGate(OAuth2Properties properties, LoginAnswers answers, Clock clock) {
		this.properties = properties;
		this.answers = answers;
		this.clock = clock;
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
		}
		else if (!this.free.tryAcquire()) {
			// the attempt is not used up, so the caller may come again
			refuse(request, response, OAuth2Problem.LOGIN_BUSY, BUSY_RETRY_AFTER_SECONDS);
		}
		else {
			try {
				chain.doFilter(request, response);
			}
			finally {
				this.free.release();
			}
		}
	}

	private boolean mayBegin(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String[] targets = request.getParameterValues(LoginAttempts.RETURN_TO);
		if (targets != null && (targets.length > 1 || !this.properties.returnTargets().contains(targets[0]))) {
			this.answers.fail(request, response, new ProblemException(CommonProblem.INVALID_REQUEST));
			return false;
		}
		Instant now = this.clock.instant();
		Starts begun = this.starts.asMap()
			.merge(ClientAddress.of(request), new Starts(1, now.plus(WINDOW)), (last, first) -> last.next(now, first));
		if (begun.count() > this.properties.startsPerAddress()) {
			refuse(request, response, CommonProblem.RATE_LIMITED, Duration.between(now, begun.end()).toSeconds() + 1);
			return false;
		}
		return true;
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemCode code, long seconds)
			throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		this.answers.fail(request, response, new ProblemException(code));
	}

	/** The logins that an address has begun until the end of its window. */
	private record Starts(int count, Instant end) {

		Starts next(Instant now, Starts first) {
			return now.isBefore(this.end) ? new Starts(this.count + 1, this.end) : first;
		}

	}

}
