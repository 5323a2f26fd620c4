package dev.gatehouse.service;

import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.passkey.PasskeyProof;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.SessionProblem;
import dev.gatehouse.session.presence.PresenceProof;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Fills the port of sessions for a proof by a passkey.
 */
@Component
record PasskeyPresence(PasskeyProof passkeys) implements PresenceProof {

	@Override
	public void require(UUID accountId, JsonNode credential, HttpServletRequest request, HttpServletResponse response) {
		this.passkeys.finish(credential, request, response, (owner) -> {
			if (!owner.equals(accountId.toString())) {
				throw new ProblemException(SessionProblem.IDENTITY_MISMATCH);
			}
			return Optional.of(owner);
		});
	}

}
