package dev.gatehouse.apikey;

import java.util.Optional;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;

/**
 * Port: who keys belong to. Whoever changes an owner publishes {@link Changed}, so that
 * the change is seen at once.
 */
public interface KeyOwners {

	/**
	 * Finds the owner of a key.
	 * @param id what a key stores of its owner
	 * @return the owner, or empty for one that is gone: its keys are invalid
	 */
	Optional<KeyOwner> find(String id);

	/**
	 * Finds the owner that a logged-in person is.
	 * @param subject the name of the authentication
	 * @return the owner, if this person may have keys
	 */
	Optional<KeyOwner> findBySubject(String subject);

	/**
	 * Finds an owner and keeps others from doing the same until the transaction ends, so
	 * that the number of its keys is decided by one at a time ({@code select … for
	 * update}).
	 * @param id what a key stores of its owner
	 * @return the owner, if there is one
	 */
	default Optional<KeyOwner> lock(String id) {
		return find(id);
	}

	/**
	 * An owner of keys, as far as keys need it.
	 *
	 * @param id what a key stores of its owner
	 * @param subject what identifies it permanently
	 * @param name what to call it
	 * @param role what it may administer
	 * @param tier what it has subscribed to; all its keys share it
	 * @param enabled whether its keys work
	 */
	record KeyOwner(String id, String subject, String name, Role role, Tier tier, boolean enabled) {

	}

	/** Published after a change to an owner is committed. */
	record Changed(String ownerId) {

	}

	/** Published within the transaction that deletes an owner. */
	record Deleted(String ownerId) {

	}

}
