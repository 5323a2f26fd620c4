package dev.gatehouse.apikey;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Published for each change to a key, within the transaction of the change.
 *
 * @param action such as {@code key.created}
 * @param keyId the key's public id
 * @param ownerId whose key
 * @param actor the subject of the caller, or {@link #HOLDER}
 * @param at when
 * @param address where the key was used from, if the event is about that
 * @param detail more, in words
 */
public record ApiKeyChanged(String action, String keyId, String ownerId, String actor, Instant at,
		@Nullable String address, @Nullable String detail) {

	/**
	 * A caller that proved only the possession of the key. No account has this subject.
	 */
	public static final String HOLDER = "|holder";

	/** What nobody asked for, such as that the end of a key is near. */
	public static final String SERVICE = "|service";

	/** Published now and then: how many keys end soon and have no successor. */
	public record Expiring(long keys) {

	}

}
