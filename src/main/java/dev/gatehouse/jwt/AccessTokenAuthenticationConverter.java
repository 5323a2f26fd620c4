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
 * Finds the token in the {@code Authorization} header (RFC 6750 section 2.1) or, without
 * that header, where a {@link JwtChain} finds it. A token in the query string or the body
 * is not a credential.
 */
@Component
public class AccessTokenAuthenticationConverter implements AuthenticationConverter {

	private final List<JwtChain> parts;

	AccessTokenAuthenticationConverter(ObjectProvider<JwtChain> parts) {
		this.parts = parts.orderedStream().toList();
	}

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		Optional<String> token = headers.isEmpty()
				? this.parts.stream().flatMap((part) -> part.token(request).stream()).findFirst()
				: headers.stream().findFirst().flatMap(Scheme::bearer);
		if (headers.size() > 1 || (!headers.isEmpty() && token.filter((text) -> !isOneWord(text)).isPresent())) {
			throw new CredentialRefusedException(Scheme.JWT, CommonProblem.INVALID_REQUEST, "invalid_request", 0);
		}
		return token.map(AccessTokenAuthenticationToken::new).orElse(null);
	}

	private static boolean isOneWord(String text) {
		return !text.isEmpty() && text.indexOf(' ') < 0 && text.indexOf('\t') < 0;
	}

	/** The ask: a bearer token that has not been verified yet. */
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
