package dev.gatehouse.apikey;

import java.util.Optional;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.feed.ChangeFeed;
import dev.gatehouse.feed.ChangeSource;

/**
 * Port: the owners of keys, with their changes for the feed. Code that changes an owner
 * publishes {@link ChangeFeed.Changed} with its id, so that it takes effect here at once.
 */
public interface KeyOwners extends ChangeSource {

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

	/** Published within the transaction that deletes an owner. */
	record Deleted(String ownerId) {

	}

}
