package dev.gatehouse.oauth2;

import java.util.List;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Where browsers go after a login: a path of this service that is on a list, letter by
 * letter. Whatever else is wished for with {@code return_to} is refused before the login
 * begins, so no spelling leads elsewhere.
 */
@Component
class ReturnTargets {

	private static final String PARAMETER = "return_to";

	private static final String KEPT = ReturnTargets.class.getName();

	private static final String DEFAULT = "/";

	private final List<String> allowed;

	ReturnTargets(ReturnTargetProperties properties) {
		this.allowed = properties.returnTargets();
	}

	boolean isAllowed(HttpServletRequest request) {
		String[] wishes = request.getParameterValues(PARAMETER);
		return wishes == null || (wishes.length == 1 && this.allowed.contains(wishes[0]));
	}

	/** What the request that begins a login wishes; it was checked before. */
	static @Nullable String wishedIn(HttpServletRequest request) {
		return request.getParameter(PARAMETER);
	}

	/** Remembers it for the end of the request that finishes the login. */
	static void keep(HttpServletRequest request, @Nullable String target) {
		request.setAttribute(KEPT, target);
	}

	/** Asked again, since the list may have changed while the login was under way. */
	String of(HttpServletRequest request) {
		Object kept = Objects.requireNonNullElse(request.getAttribute(KEPT), DEFAULT);
		return (kept instanceof String target && this.allowed.contains(target)) ? target : DEFAULT;
	}

}
