package dev.gatehouse.session;

import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.PasswordLogin;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Turns a name and a password into tokens.
 */
@RestController
class LoginController {

	private final PasswordLogin passwords;

	private final Sessions sessions;

	LoginController(PasswordLogin passwords, Sessions sessions) {
		this.passwords = passwords;
		this.sessions = sessions;
	}

	@PostMapping(path = "/auth/login", consumes = MediaType.APPLICATION_JSON_VALUE)
	TokenResponse login(@Valid @RequestBody LoginRequest login) {
		Account account = this.passwords.check(login.username(), login.password())
			.orElseThrow(() -> new ProblemException(ProblemCode.INVALID_CREDENTIALS));
		return TokenResponse.of(this.sessions.open(account, List.of("pwd")));
	}

	/**
	 * The body of a login. Masks itself when printed, as frameworks do at DEBUG.
	 */
	record LoginRequest(@NotNull(message = "is required") String username,
			@NotNull(message = "is required") String password) {

		@Override
		public String toString() {
			return "LoginRequest[…]";
		}

	}

	/**
	 * The answer to a login (RFC 6749 section 5.1). Masks itself when printed.
	 */
	record TokenResponse(String accessToken, String tokenType, long expiresIn) {

		static TokenResponse of(OpenedSession session) {
			return new TokenResponse(session.accessToken(), "bearer", session.expiresIn().toSeconds());
		}

		@Override
		public String toString() {
			return "TokenResponse[…]";
		}

	}

}
