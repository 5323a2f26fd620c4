package dev.gatehouse.apikey;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Reads the key from the {@code X-API-Key} header, or as a bearer where that begins as a
 * key does. A request with a key in its URL is refused even if the header is right,
 * because that key is exposed.
 */
@Component
public record ApiKeyAuthenticationConverter(ApiKeyFormat format) implements AuthenticationConverter {

	private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		if (isKeyIn(request.getQueryString())) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_IN_URL);
		}
		List<String> credentials = credentials(request);
		if (credentials.isEmpty()) {
			return null;
		}
		if (credentials.size() > 1) {
			throw new CredentialRefusedException(Scheme.API_KEY, CommonProblem.AMBIGUOUS_CREDENTIALS);
		}
		return new ApiKeyAuthenticationToken(this.format.parse(credentials.get(0)).orElse(null), request);
	}

	/**
	 * What is sent in the two headers, if a key is among it. A comma joins several fields
	 * (RFC 9110 section 5.3).
	 */
	private List<String> credentials(HttpServletRequest request) {
		List<String> all = new ArrayList<>();
		request.getHeaders(Scheme.KEY_HEADER).asIterator().forEachRemaining((key) -> addEach(all, key));
		boolean keyed = !all.isEmpty();
		for (String value : Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))) {
			String bearer = Scheme.bearer(value).orElse("");
			keyed |= this.format.isMeant(bearer);
			addEach(all, bearer);
		}
		return keyed ? all : List.of();
	}

	private static void addEach(List<String> all, String value) {
		Collections.addAll(all, (value.indexOf(',') < 0) ? new String[] { value } : value.split(",", 3));
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

	/** The ask: a key that is not verified yet; null if it is malformed. */
	static final class ApiKeyAuthenticationToken extends AbstractAuthenticationToken {

		final transient @Nullable ApiKeySecret secret;

		final transient HttpServletRequest request;

		ApiKeyAuthenticationToken(@Nullable ApiKeySecret secret, HttpServletRequest request) {
			super(List.of());
			this.secret = secret;
			this.request = request;
		}

		@Override
		public @Nullable String getPrincipal() {
			return (this.secret != null) ? this.secret.id() : null;
		}

		@Override
		public @Nullable ApiKeySecret getCredentials() {
			return this.secret;
		}

	}

}
