package dev.gatehouse.passkey;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.Authentication;

/**
 * Port: the accounts that passkeys belong to. The service that uses this folder
 * implements it, and publishes {@link Deleted}.
 */
public interface PasskeyOwners {

	/** The owner who has logged in as {@code caller}. */
	PasskeyOwner of(Authentication caller, HttpServletRequest request);

	/**
	 * Whether an owner can log in without a passkey. Called in the transaction that
	 * removes one, so lock what the answer depends on.
	 */
	boolean hasOtherLogin(String ownerId);

	/**
	 * Logs in the owner of a passkey that was verified.
	 * @return the body of the answer, or empty if the owner may not log in
	 */
	Optional<Object> succeed(String ownerId, HttpServletRequest request, HttpServletResponse response);

	/**
	 * An owner.
	 *
	 * @param id what its passkeys store
	 * @param name as authenticators list it
	 * @param session what tells this login of the owner from others
	 */
	record PasskeyOwner(String id, String name, String session) {
	}

	/** Published within the transaction that deletes an owner. */
	record Deleted(String ownerId) {
	}

}
