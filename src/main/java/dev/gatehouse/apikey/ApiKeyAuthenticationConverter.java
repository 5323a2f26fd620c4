package dev.gatehouse.apikey;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

	private static final String ATTRIBUTE = ApiKeySecret.class.getName();

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
		return read(request, credentials.get(0))
			.map((key) -> new ApiKeyAuthenticationToken(key, request.getRemoteAddr()))
			.orElseThrow(() -> new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID));
	}

	/**
	 * What is sent in the two headers, if a key is among it. A comma joins several fields
	 * (RFC 9110 section 5.3).
	 */
	public List<String> credentials(HttpServletRequest request) {
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

	/** Parses the key of a request, once however many ask; empty if it is malformed. */
	public Optional<ApiKeySecret> read(HttpServletRequest request, String value) {
		if (request.getAttribute(ATTRIBUTE) instanceof ApiKeySecret read) {
			return Optional.of(read);
		}
		Optional<ApiKeySecret> key = this.format.parse(value);
		key.ifPresent((secret) -> request.setAttribute(ATTRIBUTE, secret));
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

	/** The ask: a key of the right shape, not verified yet. */
	static final class ApiKeyAuthenticationToken extends AbstractAuthenticationToken {

		private final transient ApiKeySecret secret;

		ApiKeyAuthenticationToken(ApiKeySecret secret, @Nullable String address) {
			super(List.of());
			this.secret = secret;
			setDetails(address);
		}

		@Override
		public String getPrincipal() {
			return this.secret.id();
		}

		@Override
		public ApiKeySecret getCredentials() {
			return this.secret;
		}

	}

}
