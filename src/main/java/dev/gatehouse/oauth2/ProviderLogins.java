package dev.gatehouse.oauth2;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;

/**
 * Ends a login at a provider. The service that uses this folder implements it.
 */
public interface ProviderLogins {

	/**
	 * Writes the answer to a login that succeeded, or refuses the user with a
	 * {@link dev.gatehouse.problem.ProblemException}, which gets the same form of answer
	 * as other failures of a login.
	 */
	void succeed(ProviderUser user, HttpServletRequest request, HttpServletResponse response) throws IOException;

	/**
	 * What a login that begins is for, in words of the service, or null if it is to open
	 * a session. Such a login asks the provider for a new proof where it can. Refuses the
	 * request with a {@link dev.gatehouse.problem.ProblemException}.
	 */
	default @Nullable String intend(HttpServletRequest request) {
		return null;
	}

	/** What {@link #intend} said, or {@link AuthorizationRequests#begin} was given. */
	static @Nullable String intentOf(HttpServletRequest request) {
		return (request.getAttribute(AuthorizationRequests.INTENT) instanceof String stored)
				? stored.substring(stored.indexOf(' ') + 1) : null;
	}

	/**
	 * Whether the caller is a browser, which accepts {@code text/html} by name. A caller
	 * that accepts anything is a program, and gets JSON.
	 */
	static boolean isBrowser(HttpServletRequest request) {
		return LoginAnswers.accepts(request, MediaType.TEXT_HTML);
	}

	/**
	 * The path to which a browser goes after the login: one of
	 * {@code gatehouse.login.return-targets}, otherwise /.
	 */
	static String returnTarget(HttpServletRequest request) {
		return (request.getAttribute(AuthorizationRequests.RETURN_TO) instanceof String target) ? target : "/";
	}

}
