package dev.gatehouse.session.presence;

import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.JsonNode;

/**
 * Port: proves presence by a credential that is no password, such as a passkey. Without a
 * bean of this type, only passwords do.
 */
public interface PresenceProof {

	/**
	 * Verifies what a browser answered, or refuses it with a
	 * {@link dev.gatehouse.problem.ProblemException}: {@code identity_mismatch} if it is
	 * not this account's.
	 */
	void require(UUID accountId, JsonNode credential, HttpServletRequest request, HttpServletResponse response);

}
