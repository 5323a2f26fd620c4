package dev.gatehouse.caller;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.stereotype.Component;

/**
 * What all filter chains have in common, written once: security headers, bounded bodies,
 * no session, no login page, no redirect, and every refusal a problem.
 */
@Component
public record ChainDefaults(ProblemWriter problems, ApiProperties properties, ApplicationEventPublisher events,
		ObjectProvider<Scheme.Door> doors) {

	/**
	 * Applies the common settings to a chain.
	 * @param missing the code for a request without any credential
	 * @param challenges the schemes that its answer offers; if none, all
	 */
	public HttpSecurity apply(HttpSecurity http, ProblemCode missing, Scheme... challenges) {
		List<Scheme> own = List.of(challenges);
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			// ours instead, also on errors
			.headers(AbstractHttpConfigurer::disable)
			.addFilterBefore(new ResponseHeaders(), HeaderWriterFilter.class)
			.addFilterAfter(new BodyFilter(this.problems, (int) this.properties.maxBody().toBytes()),
					HeaderWriterFilter.class)
			// on where a cookie authenticates
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.exceptionHandling((refusals) -> refusals.authenticationEntryPoint(whenMissing(missing, own))
				.accessDeniedHandler(whenDenied(own.equals(List.of(Scheme.JWT)))));
	}

	/**
	 * The stock filter around a scheme's converter and provider: no redirect on success,
	 * a problem on failure. Do not declare it as a bean: Spring Boot would also register
	 * it as a servlet filter.
	 */
	public AuthenticationFilter filter(AuthenticationConverter converter, AuthenticationManager manager) {
		AuthenticationFilter filter = new AuthenticationFilter(manager, converter);
		filter.setSuccessHandler((request, response, authentication) -> {
			if (authentication.getPrincipal() instanceof Scheme.Verified verified) {
				this.events
					.publishEvent(new AuthenticationOutcome(verified.scheme().label(), AuthenticationOutcome.SUCCESS));
			}
		});
		filter.setFailureHandler((request, response, exception) -> {
			if (!(exception instanceof CredentialRefusedException refused)) {
				throw exception; // a fault of ours, not of the credential
			}
			refuse(request, response, refused);
		});
		return filter;
	}

	private AuthenticationEntryPoint whenMissing(ProblemCode missing, List<Scheme> own) {
		return (request, response, exception) -> {
			if (exception instanceof CredentialRefusedException refused) {
				refuse(request, response, refused); // by a handler
				return;
			}
			List<Scheme> challenges = own.isEmpty() ? this.doors.stream().map(Scheme.Door::scheme).toList() : own;
			challenge(response, challenges);
			this.problems.write(request, response, missing, advice(request, challenges, missing, Scheme.KEY_HEADER));
		};
	}

	/**
	 * Names the scope or role that a known caller lacks (RFC 6750 section 3.1,
	 * {@code insufficient_scope}).
	 */
	private AccessDeniedHandler whenDenied(boolean takesTokens) {
		return (request, response, denied) -> {
			if (denied instanceof CsrfException) {
				this.problems.write(request, response, CommonProblem.CSRF_FAILED);
				return;
			}
			if (takesTokens) {
				response.setHeader(HttpHeaders.WWW_AUTHENTICATE,
						Scheme.JWT.challenges(this.properties.realm()).get(0) + ", error=\"insufficient_scope\"");
			}
			this.problems.write(request, response, CommonProblem.INSUFFICIENT_SCOPE, whatIsLacking(denied));
		};
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

	/** Answers a credential that was refused. */
	public void refuse(HttpServletRequest request, HttpServletResponse response, CredentialRefusedException refused)
			throws IOException {
		this.events.publishEvent(new AuthenticationOutcome(refused.scheme.label(), refused.code.code()));
		if (refused.retryAfterSeconds > 0) {
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(refused.retryAfterSeconds));
		}
		else if (refused.error != null) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE,
					refused.scheme.challenges(this.properties.realm()).get(0) + ", error=\"" + refused.error + "\"");
		}
		else if (refused.code.status() == HttpStatus.UNAUTHORIZED) {
			challenge(response, List.of(refused.scheme));
		}
		// a token is not read from the header for keys
		String other = (refused.scheme == Scheme.JWT) ? HttpHeaders.AUTHORIZATION : Scheme.KEY_HEADER;
		this.problems.write(request, response, refused.code,
				advice(request, List.of(refused.scheme), refused.code, other));
	}

	private void challenge(HttpServletResponse response, List<Scheme> schemes) {
		schemes.stream()
			.flatMap((scheme) -> scheme.challenges(this.properties.realm()).stream())
			.distinct()
			.forEach((challenge) -> response.addHeader(HttpHeaders.WWW_AUTHENTICATE, challenge));
	}

	/** Where a credential belongs that is meant for another scheme. */
	private String advice(HttpServletRequest request, List<Scheme> here, ProblemCode code, String other) {
		return Stream.of(other, HttpHeaders.AUTHORIZATION)
			.flatMap((header) -> Collections.list(request.getHeaders(header)).stream())
			.map((value) -> Scheme.bearer(value).orElse(value))
			.flatMap((credential) -> this.doors.stream()
				.filter((door) -> code.status() == HttpStatus.UNAUTHORIZED && !here.contains(door.scheme())
						&& door.form().test(credential)))
			.map(Scheme.Door::advice)
			.findFirst()
			.orElse(code.detail());
	}

}
