package dev.gatehouse.jwt;

import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;
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
public class JwtAuthenticationConverter implements AuthenticationConverter {

	private static final Pattern BEARER = Pattern.compile("bearer(?:\\s+(?<token>.*))?", Pattern.CASE_INSENSITIVE);

	private static final Pattern ONE_WORD = Pattern.compile("\\S+");

	private final AccessCookie cookie;

	JwtAuthenticationConverter(AccessCookie cookie) {
		this.cookie = cookie;
	}

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		if (values.isEmpty()) {
			return this.cookie.find(request).map(JwtAuthenticationToken::new).orElse(null);
		}
		if (values.size() > 1) {
			throw malformed();
		}
		Matcher bearer = BEARER.matcher(values.get(0));
		if (!bearer.matches()) {
			return null; // another scheme, such as Basic
		}
		String token = bearer.group("token");
		if (token == null || !ONE_WORD.matcher(token).matches()) {
			throw malformed();
		}
		return new JwtAuthenticationToken(token);
	}

	private static CredentialRefusedException malformed() {
		return Scheme.JWT.refuse(ProblemCode.INVALID_REQUEST, "invalid_request");
	}

}
