package dev.gatehouse.oauth2;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.attempt.PasskeySwitch;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.NoHandlerFoundException;

/**
 * The paths of the logins, and the answers to requests that the filters leave: providers
 * that are not configured, and methods other than GET.
 */
@ApiController
record ProviderController(AuthorizationRequests logins, ObjectProvider<PasskeySwitch> passkeys) {

	static final String PROVIDERS = "/auth/providers";

	/** Spring's own pattern would take {@code /auth/login} for a provider named login. */
	static final String LOGIN = "/auth/{provider:(?!(?:" + Provider.ROUTES + ")$)" + Provider.ID + "}";

	static final String CALLBACK = LOGIN + "/callback";

	private static final RequestMatcher BEGIN = PathPatternRequestMatcher.pathPattern(LOGIN);

	private static final RequestMatcher FINISH = PathPatternRequestMatcher.pathPattern(CALLBACK);

	/** What a page should show a button for. */
	@GetMapping(PROVIDERS)
	ConfiguredProviders providers() {
		Map<String, String> names = this.logins.providers();
		return new ConfiguredProviders(List.copyOf(names.keySet()), names,
				this.passkeys.stream().map(PasskeySwitch::isOn).findFirst().orElse(null));
	}

	@GetMapping({ LOGIN, CALLBACK })
	void login(@PathVariable String provider, HttpServletRequest request) throws ServletException {
		if (isConfigured(provider)) {
			throw new HttpRequestMethodNotSupportedException("HEAD", Set.of("GET"));
		}
		if (!Provider.KNOWN.contains(provider)) {
			throw new NoHandlerFoundException(request.getMethod(), request.getRequestURI(), HttpHeaders.EMPTY);
		}
		throw new ProblemException(OAuth2Problem.PROVIDER_NOT_CONFIGURED,
				"Set %1$s_CLIENT_ID and %1$s_CLIENT_SECRET to switch this login on"
					.formatted(provider.toUpperCase(Locale.ROOT)));
	}

	/** Whether a request is for the filters. */
	boolean isLogin(HttpServletRequest request) {
		String provider = provider(request);
		return HttpMethod.GET.matches(request.getMethod()) && !provider.isEmpty() && isConfigured(provider);
	}

	private boolean isConfigured(String provider) {
		return this.logins.providers().containsKey(provider);
	}

	/** The provider in the path, or an empty string. */
	static String provider(HttpServletRequest request) {
		return (isCallback(request) ? FINISH : BEGIN).matcher(request).getVariables().getOrDefault("provider", "");
	}

	static boolean isCallback(HttpServletRequest request) {
		return FINISH.matches(request);
	}

	record ConfiguredProviders(List<String> providers, Map<String, String> names,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean passkeys) {

	}

}
