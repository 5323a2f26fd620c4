package dev.gatehouse.jwt;

import java.util.Collections;
import java.util.List;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Finds the token in the {@code Authorization} header (RFC 6750 section 2.1) or, where
 * there is none, in the browser's cookie. A token in the query string or the body is not
 * a credential.
 */
@Component
public class AccessTokenAuthenticationConverter implements AuthenticationConverter {

	private final AccessCookie cookie;

	AccessTokenAuthenticationConverter(AccessCookie cookie) {
		this.cookie = cookie;
	}

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		if (values.isEmpty()) {
			return this.cookie.find(request).map(AccessTokenAuthenticationToken::new).orElse(null);
		}
		if (values.size() > 1) {
			throw malformed();
		}
		return BearerHeader.read(values.get(0)).map(AccessTokenAuthenticationConverter::authentication).orElse(null);
	}

	private static Authentication authentication(String token) {
		if (token.isEmpty() || token.indexOf(' ') >= 0 || token.indexOf('\t') >= 0) {
			throw malformed();
		}
		return new AccessTokenAuthenticationToken(token);
	}

	private static CredentialRefusedException malformed() {
		return new CredentialRefusedException(Scheme.JWT, CommonProblem.INVALID_REQUEST, "invalid_request");
	}

}
