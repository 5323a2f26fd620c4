package dev.gatehouse.apikey;

import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.caller.ClientAddresses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Finds the key in the {@code X-API-Key} header, and only there. A key in the URL is
 * refused even beside a good header, because it is exposed.
 */
@Component
public class ApiKeyAuthenticationConverter implements AuthenticationConverter {

	/** The header that carries the key. */
	public static final String HEADER = "X-API-Key";

	private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

	private final ClientAddresses addresses;

	private final ApiKeyGuard guard;

	ApiKeyAuthenticationConverter(ClientAddresses addresses, ApiKeyGuard guard) {
		this.addresses = addresses;
		this.guard = guard;
	}

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		if (isKeyIn(request.getQueryString())) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_IN_URL);
		}
		List<String> values = Collections.list(request.getHeaders(HEADER));
		if (values.isEmpty()) {
			return null;
		}
		if (values.size() > 1 || values.get(0).contains(",")) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_REPEATED);
		}
		String address = this.addresses.of(request);
		return ApiKeySecret.parse(values.get(0))
			.map((secret) -> new ApiKeyAuthenticationToken(secret, address))
			.orElseThrow(() -> malformed(address));
	}

	private CredentialRefusedException malformed(String address) {
		this.guard.spend(address);
		return new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID);
	}

	/** Also spelt in escapes, once or twice over, and beside broken ones. */
	private static boolean isKeyIn(@Nullable String query) {
		if (query == null) {
			return false;
		}
		String once = unescape(query);
		return Stream.of(query, once, unescape(once)).anyMatch(ApiKeySecret::isIn);
	}

	private static String unescape(String text) {
		return ESCAPE.matcher(text)
			.replaceAll(
					(escape) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
	}

}
