package dev.gatehouse.standin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What an application identifies itself with, in a Basic header or in the form (RFC 6749,
 * section 2.3.1).
 */
record ClientCredentials(@Nullable String id, @Nullable String secret) {

	private static final ClientCredentials UNREADABLE = new ClientCredentials(null, null);

	private static final Pattern BASIC = Pattern.compile("(?i:basic) +([A-Za-z0-9+/]+={0,2})");

	private static final Pattern PAIR = Pattern.compile("([^:]*):(.*)");

	static ClientCredentials of(HttpServletRequest request) {
		String authorization = request.getHeader("Authorization");
		if (authorization == null) {
			return new ClientCredentials(request.getParameter("client_id"), request.getParameter("client_secret"));
		}
		Matcher basic = BASIC.matcher(authorization);
		return basic.matches() ? parse(basic.group(1)) : UNREADABLE;
	}

	boolean areCorrect() {
		return GitHubStandIn.CLIENT_ID.equals(this.id) && GitHubStandIn.CLIENT_SECRET.equals(this.secret);
	}

	private static ClientCredentials parse(String encoded) {
		try {
			Matcher pair = PAIR.matcher(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
			return pair.matches() ? new ClientCredentials(decode(pair.group(1)), decode(pair.group(2))) : UNREADABLE;
		}
		catch (IllegalArgumentException ex) {
			return UNREADABLE;
		}
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
