package dev.gatehouse.oauth2;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Which paths belong to the login: those of configured providers, exactly, and with GET.
 * Spring's own patterns would take {@code /auth/login} for a provider named login, and a
 * callback by POST.
 */
final class ProviderPaths {

	static final String BASE = "/auth";

	static final String CALLBACK = "/auth/{registrationId}/callback";

	private static final String VARIABLE = "registrationId";

	private static final RequestMatcher BEGIN = PathPatternRequestMatcher.pathPattern("/auth/{registrationId}");

	private static final RequestMatcher FINISH = PathPatternRequestMatcher.pathPattern(CALLBACK);

	private ProviderPaths() {
	}

	static RequestMatcher of(Iterable<ClientRegistration> registrations) {
		List<RequestMatcher> paths = new ArrayList<>();
		for (ClientRegistration registration : registrations) {
			paths.add(get(BASE + "/" + registration.getRegistrationId()));
			paths.add(get(BASE + "/" + registration.getRegistrationId() + "/callback"));
		}
		return paths.isEmpty() ? (request) -> false : new OrRequestMatcher(paths);
	}

	/** The provider in the path, of either kind. */
	static String registrationId(HttpServletRequest request) {
		return (isCallback(request) ? FINISH : BEGIN).matcher(request).getVariables().getOrDefault(VARIABLE, "");
	}

	static boolean isCallback(HttpServletRequest request) {
		return FINISH.matches(request);
	}

	private static RequestMatcher get(String path) {
		return PathPatternRequestMatcher.pathPattern(HttpMethod.GET, path);
	}

}
