package dev.gatehouse.apikey;

import java.util.Optional;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;

/**
 * Port: who keys belong to. Whoever changes an owner publishes {@link Changed}, so that
 * the change is seen at once.
 */
public interface KeyOwners {

	/** The owner by what its keys store of it; empty makes these keys invalid. */
	Optional<KeyOwner> find(String id);

	/** The owner that a logged-in person is, by the name of the authentication. */
	Optional<KeyOwner> findBySubject(String subject);

	/**
	 * The same, locked until the transaction ends ({@code select … for update}), so that
	 * many at once make no more keys than an owner may have.
	 */
	default Optional<KeyOwner> lock(String id) {
		return find(id);
	}

	/** An owner, as far as keys need it. All its keys work while it is enabled. */
	record KeyOwner(String id, String subject, String name, Role role, Tier tier, boolean enabled) {

	}

	/** Published after a change to an owner is committed. */
	record Changed(String ownerId) {

	}

	/** Published within the transaction that deletes an owner. */
	record Deleted(String ownerId) {

	}

}
