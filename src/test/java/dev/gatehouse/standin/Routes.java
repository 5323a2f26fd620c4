package dev.gatehouse.standin;

import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * GitHub's addresses, as functions and not as annotated controllers, which the service's
 * own component scan would find.
 */
final class Routes {

	private final Recordings recordings;

	private final Failures failures;

	private final AuthorizeHandler authorize;

	private final AccessTokenHandler accessToken;

	private final UserHandler user;

	private final OidcHandler oidc;

	Routes(Users users, Grants grants, OidcHandler oidc, Failures failures, Recordings recordings) {
		this.recordings = recordings;
		this.failures = failures;
		this.authorize = new AuthorizeHandler(users, grants);
		this.accessToken = new AccessTokenHandler(grants);
		this.user = new UserHandler(users, grants);
		this.oidc = oidc;
	}

	RouterFunction<ServerResponse> routerFunction() {
		return RouterFunctions.route()
			.before(this.recordings::record)
			.GET("/login/oauth/authorize", answer(this.authorize::authorize))
			.POST(Endpoint.TOKEN.path(), answer(Endpoint.TOKEN, this.accessToken::exchange))
			.GET(Endpoint.USER.path(), answer(Endpoint.USER, this.user::user))
			.GET(Endpoint.EMAILS.path(), answer(Endpoint.EMAILS, this.user::emails))
			.GET(Endpoint.DISCOVERY.path(), answer(Endpoint.DISCOVERY, this.oidc::discovery))
			.GET("/o/oauth2/v2/auth", answer(this.authorize::authorize))
			.POST(Endpoint.OIDC_TOKEN.path(), answer(Endpoint.OIDC_TOKEN, this.oidc::token))
			.GET(Endpoint.CERTS.path(), answer(Endpoint.CERTS, this.oidc::certs))
			.GET(Endpoint.USERINFO.path(), answer(Endpoint.USERINFO, this.oidc::userinfo))
			.route(RequestPredicates.all(), answer((request) -> UserHandler.message(404, "Not Found")))
			.build();
	}

	private HandlerFunction<ServerResponse> answer(Function<HttpServletRequest, Answer> handler) {
		return (request) -> ServerResponse.ok().build((servletRequest, response) -> {
			handler.apply(servletRequest).writeTo(response);
			return null;
		});
	}

	private HandlerFunction<ServerResponse> answer(Endpoint endpoint, Function<HttpServletRequest, Answer> handler) {
		return (request) -> ServerResponse.ok().build((servletRequest, response) -> {
			Exchange exchange = new Exchange(servletRequest, response, () -> handler.apply(servletRequest));
			this.failures.take(endpoint).answer(exchange);
			return null;
		});
	}

}
