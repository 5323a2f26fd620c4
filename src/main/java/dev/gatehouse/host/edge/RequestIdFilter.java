package dev.gatehouse.host.edge;

import java.io.IOException;

import dev.gatehouse.problem.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.MDC;

/**
 * Gives every request its id, in the answer and in every log line.
 */
final class RequestIdFilter extends HttpFilter {

	private static final String LOG_KEY = "request_id";

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String assigned = RequestId.of(request);
		String id = (assigned != null) ? assigned : RequestId.assign(request, request.getHeader(RequestId.HEADER));
		response.setHeader(RequestId.HEADER, id);
		MDC.put(LOG_KEY, id);
		try {
			chain.doFilter(request, response);
		}
		finally {
			MDC.remove(LOG_KEY);
		}
	}

}
