package dev.gatehouse.host.edge;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Knows a request that came by https: to the service itself, or to a proxy that the
 * configuration names and that says so in {@code X-Forwarded-Proto}. What anybody else
 * says there counts for nothing.
 */
final class ForwardedHttps extends HttpFilter {

	private final transient ClientAddresses addresses;

	ForwardedHttps(ClientAddresses addresses) {
		this.addresses = addresses;
	}

	private static final String HEADER = "X-Forwarded-Proto";

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.addresses.isFromTrustedProxy(request)) {
			chain.doFilter(request, response);
			return;
		}
		String address = this.addresses.of(request);
		HttpServletRequest forwarded = (!request.isSecure() && saysHttps(request)) ? new Https(request) : request;
		chain.doFilter(new HttpServletRequestWrapper(forwarded) {
			@Override
			public String getRemoteAddr() {
				return address;
			}
		}, response);
	}

	/** The last value: the nearest proxy wrote that, the others are what it was told. */
	private static boolean saysHttps(HttpServletRequest request) {
		List<String> fields = Collections.list(request.getHeaders(HEADER));
		String last = fields.isEmpty() ? "" : fields.get(fields.size() - 1);
		return last.substring(last.lastIndexOf(',') + 1).strip().equalsIgnoreCase("https");
	}

	private static final class Https extends HttpServletRequestWrapper {

		private static final int PORT = 443;

		Https(HttpServletRequest request) {
			super(request);
		}

		@Override
		public boolean isSecure() {
			return true;
		}

		@Override
		public String getScheme() {
			return "https";
		}

		@Override
		public int getServerPort() {
			String host = String.valueOf(getHeader("Host"));
			return host.matches(".*:[0-9]{1,5}") ? Integer.parseInt(host.substring(host.lastIndexOf(':') + 1)) : PORT;
		}

	}

	/**
	 * Refuses what did not come by https, on every path. Never a redirect: the secret has
	 * travelled in clear by then, and a client that is redirected would go on so.
	 */
	static final class Required extends HttpFilter {

		private final transient ProblemWriter problems;

		Required(ProblemWriter problems) {
			this.problems = problems;
		}

		@Override
		protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			if (!request.isSecure()) {
				this.problems.write(request, response, EdgeProblem.HTTPS_REQUIRED);
				return;
			}
			chain.doFilter(request, response);
		}

	}

}
