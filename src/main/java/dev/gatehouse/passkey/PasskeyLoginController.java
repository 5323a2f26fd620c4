package dev.gatehouse.passkey;

import java.time.Duration;
import java.util.List;

import dev.gatehouse.attempt.LoginAttempt;
import dev.gatehouse.attempt.LoginAttempts;
import dev.gatehouse.attempt.LoginStarts;
import dev.gatehouse.caller.AuthenticationOutcome;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/**
 * The login with a passkey, in two steps. The browser shows its passkeys of this service,
 * so nobody types a name. All refusals of the second step are alike.
 */
@ApiController
record PasskeyLoginController(RelyingParty party, LoginStarts starts, LoginAttempts attempts, PasskeyProof proof,
		PasskeyOwners owners, ApplicationEventPublisher events) {

	static final String LOGIN = "/auth/passkey";

	static final String OPTIONS = LOGIN + "/options";

	/** For a browser to ask its user, who may have to find another device. */
	static final Duration LIFETIME = Duration.ofMinutes(5);

	@PostMapping(OPTIONS)
	RequestOptions options(HttpServletRequest request, HttpServletResponse response) {
		this.party.requireOn();
		this.starts.require(request, response);
		LoginAttempt attempt = new LoginAttempt(Passkeys.random(), Passkeys.random(), PasskeyProof.PURPOSE);
		this.attempts.begin(attempt, LIFETIME, request, response);
		return new RequestOptions(attempt.handle(), LIFETIME.toMillis(), this.party.id, List.of(), "required");
	}

	@PostMapping(path = LOGIN, consumes = MediaType.APPLICATION_JSON_VALUE)
	Object login(@Valid @RequestBody PasskeyLoginRequest body, HttpServletRequest request,
			HttpServletResponse response) {
		try {
			Object answer = this.proof.finish(body.credential(), request, response,
					(owner) -> this.owners.succeed(owner, request, response));
			count(AuthenticationOutcome.SUCCESS);
			return answer;
		}
		catch (ProblemException refused) {
			count(refused.code().code());
			throw refused;
		}
	}

	private void count(String outcome) {
		this.events.publishEvent(new AuthenticationOutcome("passkey", outcome));
	}

	/**
	 * What {@code PublicKeyCredential.parseRequestOptionsFromJSON} reads. Masks itself.
	 */
	record RequestOptions(String challenge, long timeout, String rpId, List<String> allowCredentials,
			String userVerification) {

		@Override
		public String toString() {
			return "RequestOptions[…]";
		}

	}

	/** What {@code PublicKeyCredential.toJSON} writes. Masks itself when printed. */
	record PasskeyLoginRequest(@NotNull(message = "is required") JsonNode credential) {

		@Override
		public String toString() {
			return "PasskeyLoginRequest[…]";
		}

	}

}
