package dev.gatehouse.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells the owner of an access token about themselves; the body has the members that
 * GitHub's has, as far as a login could want them.
 */
final class UserHandler {

	private static final Pattern AUTHORIZATION = Pattern.compile("(?i:bearer|token) +(gho_[A-Za-z0-9]{36})");

	private static final String DOCUMENTATION = "https://docs.github.com/rest";

	private final Users users;

	private final Grants grants;

	UserHandler(Users users, Grants grants) {
		this.users = users;
		this.grants = grants;
	}

	Answer user(HttpServletRequest request) {
		return authenticated(request, (user, scope) -> Answer.json(200, members(user)));
	}

	/**
	 * Answers 404 rather than 403 to a token that may not see the addresses, as GitHub
	 * does.
	 */
	Answer emails(HttpServletRequest request) {
		return authenticated(request,
				(user, scope) -> scope.allowsEmails() ? Answer.json(200, user.emails()) : message(404, "Not Found"));
	}

	static Answer message(int status, String message) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		members.put("message", message);
		members.put("documentation_url", DOCUMENTATION);
		members.put("status", String.valueOf(status));
		return Answer.json(status, members);
	}

	private Answer authenticated(HttpServletRequest request, BiFunction<User, Scope, Answer> answer) {
		Optional<Grants.Token> token = token(request);
		Optional<User> user = token.flatMap((known) -> this.users.byId(known.userId()));
		if (token.isEmpty() || user.isEmpty()) {
			return message(401, "Bad credentials");
		}
		Scope scope = token.get().scope();
		return answer.apply(user.get(), scope).withHeader("X-OAuth-Scopes", scope.toString());
	}

	private Optional<Grants.Token> token(HttpServletRequest request) {
		String authorization = request.getHeader("Authorization");
		if (authorization == null) {
			return Optional.empty();
		}
		Matcher matcher = AUTHORIZATION.matcher(authorization);
		return matcher.matches() ? this.grants.token(matcher.group(1)) : Optional.empty();
	}

	private Map<String, @Nullable Object> members(User user) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		members.put("login", user.login());
		members.put("id", user.id());
		members.put("node_id", nodeId(user));
		members.put("avatar_url", "https://avatars.githubusercontent.com/u/" + user.id() + "?v=4");
		members.put("url", "https://api.github.com/users/" + user.login());
		members.put("html_url", "https://github.com/" + user.login());
		members.put("type", "User");
		members.put("site_admin", false);
		members.put("name", user.name());
		members.put("company", null);
		members.put("email", user.email());
		members.put("public_repos", 8);
		members.put("created_at", "2011-01-25T18:44:36Z");
		members.put("updated_at", "2026-01-01T00:00:00Z");
		return members;
	}

	private String nodeId(User user) {
		byte[] bytes = ("04:User" + user.id()).getBytes(StandardCharsets.US_ASCII);
		return Base64.getEncoder().encodeToString(bytes);
	}

}
