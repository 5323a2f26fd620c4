package dev.gatehouse.standin;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Asks the user, in the first step of GitHub's web application flow; scripts, and
 * browsers that say who they are, go straight through.
 */
final class AuthorizeHandler {

	private final Users users;

	private final Grants grants;

	AuthorizeHandler(Users users, Grants grants) {
		this.users = users;
		this.grants = grants;
	}

	Answer authorize(HttpServletRequest request) {
		if (!GitHubStandIn.CLIENT_ID.equals(request.getParameter("client_id"))) {
			return Pages.message(404, "Not found", "No application has this client_id.");
		}
		String redirectUri = request.getParameter("redirect_uri");
		if (!isCallback(redirectUri)) {
			return Pages.message(400, "Bad request", "The redirect_uri must be an absolute http or https address.");
		}
		if ("true".equals(request.getParameter("deny"))) {
			return refuse(request, redirectUri, OAuthError.ACCESS_DENIED);
		}
		if (parameter(request, "code_challenge") != null
				&& !"S256".equals(request.getParameter("code_challenge_method"))) {
			return refuse(request, redirectUri, OAuthError.CHALLENGE_METHOD_NOT_SUPPORTED);
		}
		String login = parameter(request, "login");
		if (login == null && isBrowser(request)) {
			return Pages.picker(request.getParameterMap(), this.users.all());
		}
		Optional<User> user = (login != null) ? this.users.byLogin(login) : Optional.of(this.users.standard());
		return user.map((found) -> grant(request, redirectUri, found))
			.orElseGet(() -> Pages.message(404, "Not found", "Nobody is called " + login + "."));
	}

	private Answer grant(HttpServletRequest request, String redirectUri, User user) {
		String code = this.grants
			.issueCode(new Grants.Grant(GitHubStandIn.CLIENT_ID, redirectUri, parameter(request, "code_challenge"),
					parameter(request, "nonce"), user.id(), Scope.parse(request.getParameter("scope"))));
		return back(request, redirectUri, Map.of("code", code));
	}

	private Answer refuse(HttpServletRequest request, String redirectUri, OAuthError error) {
		return back(request, redirectUri, error.members());
	}

	private Answer back(HttpServletRequest request, String redirectUri, Map<String, Object> members) {
		Map<String, Object> query = new LinkedHashMap<>(members);
		String state = request.getParameter("state");
		if (state != null) {
			query.put("state", state);
		}
		// RFC 9207, as GitHub does since August 2026
		String url = OidcHandler.url(request);
		query.put("iss", request.getRequestURI().startsWith("/login/oauth/") ? url + "/login/oauth" : url);
		return Answer.redirect(redirectUri + (redirectUri.contains("?") ? "&" : "?") + Answer.form(query));
	}

	private boolean isBrowser(HttpServletRequest request) {
		String accept = request.getHeader("Accept");
		return accept != null && accept.contains("text/html");
	}

	private boolean isCallback(@Nullable String redirectUri) {
		if (redirectUri == null) {
			return false;
		}
		try {
			URI uri = URI.create(redirectUri);
			boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
			return web && uri.getHost() != null && uri.getFragment() == null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private @Nullable String parameter(HttpServletRequest request, String name) {
		String value = request.getParameter(name);
		return StringUtils.hasLength(value) ? value : null;
	}

}
