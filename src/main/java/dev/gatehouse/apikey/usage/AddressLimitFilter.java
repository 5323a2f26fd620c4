package dev.gatehouse.apikey.usage;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import dev.gatehouse.apikey.ApiKeyAuthenticationConverter;
import dev.gatehouse.apikey.ApiKeyProblem;
import dev.gatehouse.apikey.usage.AddressLimit.Outcome;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Runs before the authentication: charges the address that sends a key which was not
 * accepted lately, and refuses an address with too many failures.
 */
final class AddressLimitFilter extends HttpFilter {

	private static final Set<ProblemCode> BAD = Set.of(ApiKeyProblem.API_KEY_INVALID, ApiKeyProblem.API_KEY_EXPIRED,
			ApiKeyProblem.API_KEY_REVOKED, ApiKeyProblem.ADDRESS_NOT_ALLOWED);

	private final transient AddressLimit limit;

	private final transient ApiKeyAuthenticationConverter keys;

	private final transient ChainDefaults defaults;

	AddressLimitFilter(AddressLimit limit, ApiKeyAuthenticationConverter keys, ChainDefaults defaults) {
		this.limit = limit;
		this.keys = keys;
		this.defaults = defaults;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		List<String> credentials = this.keys.credentials(request);
		if (credentials.size() != 1) {
			// none, or several, which are refused without a look-up
			chain.doFilter(request, response);
			return;
		}
		OptionalLong wait = this.limit.charge(request, this.keys.read(request, credentials.get(0)).orElse(null),
				ClientAddress.of(request));
		if (wait.isPresent()) {
			this.defaults.refuse(request, response,
					new CredentialRefusedException(Scheme.API_KEY, CommonProblem.RATE_LIMITED, null, wait.getAsLong()));
			return;
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			boolean bad = CredentialRefusedException.of(request).map(BAD::contains).orElse(false);
			this.limit.settle(request, bad ? Outcome.REFUSED : Outcome.UNKNOWN);
		}
	}

}
