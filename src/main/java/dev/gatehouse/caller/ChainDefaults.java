package dev.gatehouse.caller;

import java.io.IOException;
import java.util.List;

import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/**
 * What all filter chains have in common, written once: no session, no login page, no
 * redirect, and every refusal a problem.
 */
@Component
public class ChainDefaults {

	private final ProblemWriter problems;

	private final CorsProperties cors;

	private final AuthenticationMetrics metrics;

	ChainDefaults(ProblemWriter problems, CorsProperties cors, AuthenticationMetrics metrics) {
		this.problems = problems;
		this.cors = cors;
		this.metrics = metrics;
	}

	/**
	 * Applies the common settings.
	 * @param http the chain under construction
	 * @param missing the code for a request without any credential
	 * @param challenges the schemes that such a request is told to use
	 * @return the chain under construction
	 */
	public HttpSecurity apply(HttpSecurity http, ProblemCode missing, Scheme... challenges) {
		CorsConfigurationSource origins = this.cors.source();
		if (origins != null) {
			CorsFilter filter = new CorsFilter(origins);
			filter.setCorsProcessor(new ProblemCorsProcessor(this.problems));
			http.addFilter(filter);
		}
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.requestCache((cache) -> cache.requestCache(new NullRequestCache()))
			.cors(AbstractHttpConfigurer::disable) // the filter above instead
			.csrf(AbstractHttpConfigurer::disable) // see CookieGuard, where a cookie
													// authenticates
			.formLogin(AbstractHttpConfigurer::disable)
			.httpBasic(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.headers(AbstractHttpConfigurer::disable) // one filter before all chains
			.exceptionHandling((refusals) -> refusals
				.defaultAuthenticationEntryPointFor(whenMissing(missing, List.of(challenges)),
						AnyRequestMatcher.INSTANCE)
				.accessDeniedHandler(new ScopeDeniedHandler(this.problems)));
	}

	/**
	 * The stock filter around a scheme's converter and provider: no redirect on success,
	 * a problem on failure.
	 * @param converter finds the credential
	 * @param providers verify it
	 * @return a filter for one chain; it must not be a bean, or the container runs it too
	 */
	public AuthenticationFilter filter(AuthenticationConverter converter, AuthenticationProvider... providers) {
		AuthenticationFilter filter = new AuthenticationFilter(new ProviderManager(providers), converter);
		filter.setSuccessHandler((request, response, authentication) -> {
			if (authentication instanceof CallerAuthentication known) {
				this.metrics.count(known.getPrincipal().scheme().label(), AuthenticationMetrics.SUCCESS);
			}
		});
		filter.setFailureHandler(whenRefused());
		return filter;
	}

	private AuthenticationEntryPoint whenMissing(ProblemCode missing, List<Scheme> challenges) {
		return (request, response, exception) -> {
			if (exception instanceof CredentialRefusedException refused) {
				refuse(request, response, refused); // found bad further in
				return;
			}
			challenges.forEach((scheme) -> response.addHeader(HttpHeaders.WWW_AUTHENTICATE, scheme.challenge()));
			this.problems.write(request, response, missing);
		};
	}

	private AuthenticationFailureHandler whenRefused() {
		return (request, response, exception) -> {
			if (!(exception instanceof CredentialRefusedException refused)) {
				throw exception; // a fault of ours, not of the credential
			}
			refuse(request, response, refused);
		};
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, CredentialRefusedException refused)
			throws IOException {
		this.metrics.count(refused.scheme().label(), refused.code().code());
		refused.headers().forEach(response::setHeader);
		this.problems.write(request, response, refused.code());
	}

}
