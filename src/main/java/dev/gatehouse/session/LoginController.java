package dev.gatehouse.session;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.AccessTokens;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Login, refresh and logout. Tokens come in the body, or as cookies for browsers that ask
 * with {@code ?delivery=cookie}. The successor of a token in a cookie is never in a body,
 * where a script could read it.
 */
@ApiController
record LoginController(ThrottledLogin login, Sessions sessions, RefreshTokens refreshTokens, SessionCookies cookies,
		AccessTokens accessTokens) {

	@PostMapping(path = "/auth/login", consumes = MediaType.APPLICATION_JSON_VALUE)
	TokenResponse login(@Valid @RequestBody LoginRequest body,
			@RequestParam(required = false) @Nullable String delivery, HttpServletRequest request,
			HttpServletResponse response) {
		boolean asCookies = SessionCookies.areWanted(delivery);
		Account account = this.login.check(body.username(), body.password(), request);
		OpenedSession opened = this.sessions.open(account, List.of("pwd"), request)
			.orElseThrow(() -> new ProblemException(SessionProblem.INVALID_CREDENTIALS));
		return this.cookies.deliver(opened, asCookies, request, response);
	}

	@PostMapping(path = "/auth/refresh", consumes = MediaType.APPLICATION_JSON_VALUE)
	TokenResponse refresh(@RequestBody(required = false) @Nullable RefreshRequest body,
			@RequestParam(required = false) @Nullable String delivery, HttpServletRequest request,
			HttpServletResponse response) {
		boolean asCookies = SessionCookies.areWanted(delivery);
		Optional<String> inBody = Optional.ofNullable(body).map(RefreshRequest::refreshToken);
		Optional<String> presented = inBody.or(() -> this.cookies.refresh.find(request));
		if (presented.isEmpty()) {
			throw asCookies ? new ProblemException(SessionProblem.REFRESH_TOKEN_INVALID)
					: new ProblemException(CommonProblem.INVALID_REQUEST, "refresh_token is required");
		}
		RefreshTokens.Result result = this.refreshTokens.rotate(presented.get(), request);
		if (result.tokens() != null) {
			OpenedSession opened = result.tokens().get();
			if (inBody.isEmpty()) {
				this.cookies.renew(request, response, opened);
				return TokenResponse.of(opened, true);
			}
			return this.cookies.deliver(opened, asCookies, request, response);
		}
		if (result.session() != null && inBody.isEmpty()) {
			this.cookies.clear(request, response);
		}
		throw new ProblemException(result.refusal());
	}

	/** Ends all sessions that the request names; the answer is the same without any. */
	@PostMapping(path = "/auth/logout", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void logout(@RequestBody(required = false) @Nullable RefreshRequest body, HttpServletRequest request,
			HttpServletResponse response) {
		String inBody = (body != null) ? body.refreshToken() : null;
		Stream.concat(Stream.ofNullable(inBody), this.cookies.refresh.all(request).stream())
			.flatMap((token) -> this.refreshTokens.sessionOf(token).stream())
			.forEach((id) -> this.sessions.end(id, request, "logout"));
		Stream<String> bearers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))
			.stream()
			.flatMap((value) -> Scheme.bearer(value).stream());
		Stream.concat(bearers, this.cookies.access.all(request).stream())
			.flatMap((token) -> this.accessTokens.sessionOf(token).stream())
			.forEach((id) -> this.sessions.end(UUID.fromString(id), request, "logout"));
		this.cookies.clear(request, response);
	}

	/** Masks itself when printed, as frameworks do at DEBUG. */
	record LoginRequest(@NotNull(message = "is required") String username,
			@NotNull(message = "is required") String password) {

		@Override
		public String toString() {
			return "LoginRequest[…]";
		}

	}

	/** The body of a refresh or a logout. Masks itself when printed. */
	@JsonNaming(SnakeCaseStrategy.class)
	record RefreshRequest(@Nullable String refreshToken) {

		@Override
		public String toString() {
			return "RefreshRequest[…]";
		}

	}

}
