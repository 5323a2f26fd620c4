package dev.gatehouse.oauth2;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The paths of the logins. Spring's own patterns would take {@code /auth/login} for a
 * provider named login, and a callback by POST.
 */
final class ProviderPaths {

	static final String BASE = "/auth";

	static final String PROVIDERS = "/auth/providers";

	/** With the names in {@code Provider}, and no others. */
	static final String LOGIN = "/auth/{provider:github|google}";

	static final String CALLBACK = LOGIN + "/callback";

	private static final RequestMatcher BEGIN = PathPatternRequestMatcher.pathPattern(LOGIN);

	private static final RequestMatcher FINISH = PathPatternRequestMatcher.pathPattern(CALLBACK);

	static final RequestMatcher ALL = new OrRequestMatcher(BEGIN, FINISH,
			PathPatternRequestMatcher.pathPattern(PROVIDERS));

	private ProviderPaths() {
	}

	/** The logins at providers that are configured, with GET. */
	static RequestMatcher of(ClientRegistrationRepository registrations) {
		return (request) -> {
			String provider = registrationId(request);
			return HttpMethod.GET.matches(request.getMethod()) && !provider.isEmpty()
					&& registrations.findByRegistrationId(provider) != null;
		};
	}

	/** The provider in the path, or an empty string. */
	static String registrationId(HttpServletRequest request) {
		return (isCallback(request) ? FINISH : BEGIN).matcher(request).getVariables().getOrDefault("provider", "");
	}

	static boolean isCallback(HttpServletRequest request) {
		return FINISH.matches(request);
	}

}
