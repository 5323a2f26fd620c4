package dev.gatehouse.caller;

import java.io.IOException;
import java.util.stream.Collectors;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/**
 * Tells a known caller which scope or role was lacking (RFC 6750 section 3.1,
 * {@code insufficient_scope}).
 */
final class ScopeDeniedHandler implements AccessDeniedHandler {

	private final ProblemWriter problems;

	private final String realm;

	ScopeDeniedHandler(ProblemWriter problems, String realm) {
		this.problems = problems;
		this.realm = realm;
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
			throws IOException {
		if (denied instanceof CsrfException) {
			this.problems.write(request, response, CommonProblem.CSRF_FAILED);
			return;
		}
		if (request.getUserPrincipal() instanceof CallerAuthentication known
				&& known.getPrincipal().scheme() == Scheme.JWT) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE,
					Scheme.JWT.challenge(this.realm) + ", error=\"insufficient_scope\"");
		}
		this.problems.write(request, response, CommonProblem.INSUFFICIENT_SCOPE, whatIsLacking(denied));
	}

	private static String whatIsLacking(AccessDeniedException denied) {
		if (denied instanceof AuthorizationDeniedException refusal
				&& refusal.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision) {
			return decision.getAuthorities()
				.stream()
				.map(GrantedAuthority::getAuthority)
				.map((authority) -> authority.replaceFirst("^SCOPE_", "the scope ").replaceFirst("^ROLE_", "the role "))
				.collect(Collectors.joining(" or ", "This takes ", ""));
		}
		return CommonProblem.INSUFFICIENT_SCOPE.detail();
	}

}
