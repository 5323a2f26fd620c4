package dev.gatehouse.oauth2;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;

/**
 * What follows a login at a provider: the service that uses this folder implements it.
 */
public interface ProviderLogins {

	/**
	 * Writes the answer to a login that succeeded, or refuses the user with a
	 * {@link dev.gatehouse.problem.ProblemException}, which is answered as every other
	 * failure of a login is.
	 */
	void succeed(ProviderUser user, HttpServletRequest request, HttpServletResponse response) throws IOException;

	/**
	 * Whether the caller is a browser, which accepts HTML by name. One that accepts
	 * anything is a program, and gets JSON.
	 */
	static boolean isBrowser(HttpServletRequest request) {
		return LoginAnswers.accepts(request, MediaType.TEXT_HTML);
	}

	/**
	 * Where a browser should go after the login: a path that stands in
	 * {@code gatehouse.login.return-targets}, otherwise /.
	 */
	static String returnTarget(HttpServletRequest request) {
		return (request.getAttribute(LoginAttempts.RETURN_TARGET) instanceof String target) ? target : "/";
	}

}
