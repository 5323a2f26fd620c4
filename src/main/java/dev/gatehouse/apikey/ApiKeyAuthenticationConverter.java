package dev.gatehouse.apikey;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Reads the key from the {@code X-API-Key} header, and only there. A request with a key
 * in its URL is refused even if the header is right, because that key is exposed.
 */
@Component
public record ApiKeyAuthenticationConverter(ApiKeyFormat format) implements AuthenticationConverter {

	/** The header that carries the key. */
	public static final String HEADER = "X-API-Key";

	private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

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
		return read(request, values.get(0)).map(ApiKeyAuthenticationToken::new)
			.orElseThrow(() -> new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID));
	}

	/** Parses the key of a request, once however many ask; empty if it is malformed. */
	public Optional<ApiKeySecret> read(HttpServletRequest request, String value) {
		if (request.getAttribute(HEADER) instanceof ApiKeySecret read) {
			return Optional.of(read);
		}
		Optional<ApiKeySecret> key = this.format.parse(value);
		key.ifPresent((secret) -> request.setAttribute(HEADER, secret));
		return key;
	}

	/** Also percent-encoded, once or twice, and beside malformed escapes. */
	private boolean isKeyIn(@Nullable String query) {
		if (query == null) {
			return false;
		}
		String once = unescape(query);
		return Stream.of(query, once, unescape(once)).anyMatch(this.format::isIn);
	}

	private static String unescape(String text) {
		return ESCAPE.matcher(text)
			.replaceAll(
					(escape) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
	}

}
