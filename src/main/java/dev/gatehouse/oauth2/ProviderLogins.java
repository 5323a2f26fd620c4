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
	 * Writes the answer to a login that succeeded.
	 * @param user the user whom the provider vouches for
	 * @param request the callback of the provider
	 * @param response its response
	 * @throws IOException if the caller is gone
	 * @throws dev.gatehouse.problem.ProblemException to refuse the user; it is answered
	 * as every other failure of a login is
	 */
	void succeed(ProviderUser user, HttpServletRequest request, HttpServletResponse response) throws IOException;

	/**
	 * Whether the caller is a browser and not a program. A caller that accepts anything
	 * is neither, and gets JSON.
	 * @param request the callback of the provider
	 * @return true if it accepts HTML by name
	 */
	static boolean isBrowser(HttpServletRequest request) {
		return LoginAnswers.accepts(request, MediaType.TEXT_HTML);
	}

	/**
	 * Where a browser should go after the login.
	 * @param request the callback of the provider
	 * @return a path that stands in {@code gatehouse.login.return-targets}, otherwise /
	 */
	static String returnTarget(HttpServletRequest request) {
		return (request.getAttribute(LoginAttempts.RETURN_TARGET) instanceof String target) ? target : "/";
	}

}
