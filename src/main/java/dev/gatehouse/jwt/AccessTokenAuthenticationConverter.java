package dev.gatehouse.jwt;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Finds the token in the {@code Authorization} header (RFC 6750 section 2.1) or, where
 * there is none, where a {@link JwtChain} has it. A token in the query string or the body
 * is not a credential.
 */
@Component
public class AccessTokenAuthenticationConverter implements AuthenticationConverter {

	private static final String BEARER = "bearer";

	private final List<JwtChain> parts;

	AccessTokenAuthenticationConverter(ObjectProvider<JwtChain> parts) {
		this.parts = parts.orderedStream().toList();
	}

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		if (values.isEmpty()) {
			return this.parts.stream()
				.flatMap((part) -> part.token(request).stream())
				.findFirst()
				.map(AccessTokenAuthenticationToken::new)
				.orElse(null);
		}
		String token = bearer(values.get(0)).orElse(null);
		boolean malformed = token != null && (token.isEmpty() || token.indexOf(' ') >= 0 || token.indexOf('\t') >= 0);
		if (values.size() > 1 || malformed) {
			throw new CredentialRefusedException(Scheme.JWT, CommonProblem.INVALID_REQUEST, "invalid_request", 0);
		}
		return (token != null) ? new AccessTokenAuthenticationToken(token) : null;
	}

	/**
	 * What follows {@code Bearer} in an {@code Authorization} header, even if that is not
	 * one word; nothing if the scheme is another. Without a regular expression, which
	 * cost more than everything else that is done for a token.
	 */
	public static Optional<String> bearer(String value) {
		int length = BEARER.length();
		boolean bearer = value.regionMatches(true, 0, BEARER, 0, length)
				&& (value.length() == length || Character.isWhitespace(value.charAt(length)));
		return bearer ? Optional.of(value.substring(length).strip()) : Optional.empty();
	}

	/** The ask: a bearer token that nobody has verified yet. */
	static final class AccessTokenAuthenticationToken extends AbstractAuthenticationToken {

		private final String token;

		AccessTokenAuthenticationToken(String token) {
			super(List.of());
			this.token = token;
		}

		@Override
		public String getPrincipal() {
			return "bearer";
		}

		@Override
		public String getCredentials() {
			return this.token;
		}

	}

}
