package dev.gatehouse.apikey;

import java.util.Optional;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;

/**
 * Port: the owners of keys. Code that changes an owner publishes {@link Changed}, so that
 * the change takes effect at once.
 */
public interface KeyOwners {

	/** The owner by the id that its keys store. Keys without an owner are invalid. */
	Optional<KeyOwner> find(String id);

	/** The owner that corresponds to the name of an authentication. */
	Optional<KeyOwner> findBySubject(String subject);

	/**
	 * The same, locked until the transaction ends ({@code select … for update}), so that
	 * parallel requests cannot exceed the number of keys of an owner.
	 */
	default Optional<KeyOwner> lock(String id) {
		return find(id);
	}

	/** An owner. Its keys work only while it is enabled. */
	record KeyOwner(String id, String subject, String name, Role role, Tier tier, boolean enabled) {

	}

	/** Published after a change to an owner is committed. */
	record Changed(String ownerId) {

	}

	/** Published within the transaction that deletes an owner. */
	record Deleted(String ownerId) {

	}

}
