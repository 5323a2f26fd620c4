package dev.gatehouse.host.edge;

import java.io.IOException;

import dev.gatehouse.problem.ProblemAdvice;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers exceptions that no filter and no handler caught, while the request id is still
 * available to the log. A query that cannot be decoded also ends here; it is the caller's
 * error.
 */
final class FaultFilter extends HttpFilter {

	private final transient ProblemWriter problems;

	FaultFilter(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (RuntimeException | ServletException fault) {
			if (response.isCommitted()) {
				throw fault;
			}
			response.resetBuffer();
			this.problems.write(request, response, ProblemAdvice.report(fault));
		}
	}

}
