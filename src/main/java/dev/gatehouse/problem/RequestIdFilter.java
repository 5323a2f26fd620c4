package dev.gatehouse.problem;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Gives every request an id, which stands in its answer, its problem and its log lines.
 */
@Component
@FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 1, dispatcherTypes = { DispatcherType.REQUEST,
		DispatcherType.FORWARD, DispatcherType.INCLUDE, DispatcherType.ASYNC, DispatcherType.ERROR })
public final class RequestIdFilter extends HttpFilter {

	/** The header that carries the id in both directions. */
	public static final String HEADER = "X-Request-Id";

	private static final String LOG_KEY = "request_id";

	private static final String ATTRIBUTE = RequestIdFilter.class.getName();

	private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		MDC.put(LOG_KEY, assign(request, response));
		try {
			chain.doFilter(request, response);
		}
		finally {
			MDC.remove(LOG_KEY);
		}
	}

	/**
	 * Gives a request its id, if it has none: the one it was sent with, if well-formed.
	 */
	public static String assign(HttpServletRequest request, HttpServletResponse response) {
		String id = of(request);
		if (id == null) {
			String presented = request.getHeader(HEADER);
			id = (presented != null && WELL_FORMED.matcher(presented).matches()) ? presented : unique();
			request.setAttribute(ATTRIBUTE, id);
		}
		response.setHeader(HEADER, id);
		return id;
	}

	/** The id of a request, or null if it has none yet. */
	public static @Nullable String of(ServletRequest request) {
		return (String) request.getAttribute(ATTRIBUTE);
	}

	/** Unique is enough; secure randomness would cost more. */
	private static String unique() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new UUID(random.nextLong(), random.nextLong()).toString();
	}

}
