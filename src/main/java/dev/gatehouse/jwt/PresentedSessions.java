package dev.gatehouse.jwt;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The sessions whose access tokens a request brings, for a logout: genuine ones, but also
 * expired ones, since the wish to log out does not expire.
 */
@Component
public class PresentedSessions {

	private final AccessTokens tokens;

	private final AccessCookie cookie;

	PresentedSessions(AccessTokens tokens, AccessCookie cookie) {
		this.tokens = tokens;
		this.cookie = cookie;
	}

	/**
	 * Finds them.
	 * @param request any request
	 * @return the ids of the sessions; none for what is not a token of ours
	 */
	public Set<String> of(HttpServletRequest request) {
		Stream<String> bearers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))
			.stream()
			.flatMap((value) -> BearerHeader.read(value).stream());
		return Stream.concat(bearers, this.cookie.all(request).stream())
			.flatMap((token) -> session(token).stream())
			.collect(Collectors.toSet());
	}

	private Optional<String> session(String token) {
		try {
			return Optional.of(this.tokens.read(token).caller().credentialId());
		}
		catch (InvalidTokenException notOurs) {
			return Optional.empty();
		}
	}

}
