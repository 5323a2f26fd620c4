package dev.gatehouse.apikey;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Published when something happens to a key, within the transaction of that change.
 *
 * @param action such as {@code key.created}
 * @param keyId the key's public id
 * @param ownerId whose key
 * @param actor the subject of who did it, or {@link #HOLDER}
 * @param at when
 * @param address where the key was used from, if the event is about that
 * @param detail more, in words
 */
public record ApiKeyChanged(String action, String keyId, String ownerId, String actor, Instant at,
		@Nullable String address, @Nullable String detail) {

	/** Who proves only to have the key. No account can have this subject. */
	public static final String HOLDER = "|holder";

}
