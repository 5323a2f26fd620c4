package dev.gatehouse.passkey;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import dev.gatehouse.attempt.LoginAttempts;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Verifies what a browser answers to the options of a login: the second step of a login,
 * and a proof for a session that is open already.
 */
@Component
public record PasskeyProof(RelyingParty party, LoginAttempts attempts, ObjectProvider<Ceremonies> ceremonies,
		Passkeys passkeys) {

	static final String PURPOSE = "passkey:login";

	/**
	 * Answers what the owner of the passkey gets. The attempt is used up before anything
	 * is verified, so that a failure spends it.
	 * @param credential what {@code PublicKeyCredential.toJSON} wrote
	 * @param accept by the id of the owner: empty if that owner may not log in
	 * @throws ProblemException for each refusal
	 */
	public <T> T finish(JsonNode credential, HttpServletRequest request, HttpServletResponse response,
			Function<String, Optional<T>> accept) {
		this.party.requireOn();
		Ceremonies ceremonies = this.ceremonies.getObject();
		var answer = ceremonies.readLogin(credential);
		if (this.attempts.finish(answer.challenge(), PURPOSE, request).isEmpty()) {
			throw new ProblemException(CommonProblem.LOGIN_ATTEMPT_INVALID);
		}
		this.attempts.end(answer.challenge(), Duration.ZERO, request, response);
		Passkey passkey = this.passkeys.find(answer.credentialId()).orElseThrow(() -> refused(null, "unknown"));
		try {
			ceremonies.verify(answer, passkey);
		}
		catch (RuntimeException invalid) {
			throw refused(passkey, Ceremonies.reason(invalid));
		}
		if (!this.passkeys.use(passkey, answer.signCount(), answer.isBackedUp())) {
			this.passkeys.publish("passkey.cloned", passkey.ownerId(), passkey.id(), null);
			throw new ProblemException(PasskeyProblem.PASSKEY_INVALID);
		}
		T accepted = accept.apply(passkey.ownerId()).orElseThrow(() -> refused(passkey, "disabled"));
		this.passkeys.publish("passkey.used", passkey.ownerId(), passkey.id(), null);
		return accepted;
	}

	private ProblemException refused(@Nullable Passkey passkey, String reason) {
		this.passkeys.publish("passkey.refused", (passkey != null) ? passkey.ownerId() : null,
				(passkey != null) ? passkey.id() : null, reason);
		return new ProblemException(PasskeyProblem.PASSKEY_INVALID);
	}

}
