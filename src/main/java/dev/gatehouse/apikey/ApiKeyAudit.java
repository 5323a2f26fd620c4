package dev.gatehouse.apikey;

import java.time.Instant;

import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.caller.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The rows that keys leave in the trail.
 */
final class ApiKeyAudit {

	private ApiKeyAudit() {
	}

	static AuditEvent of(String action, ApiKey key, Actor actor, Instant at, @Nullable String detail) {
		return new AuditEvent(0, at, key.account().getId(), actor.subject(), action, "success", actor.scheme(),
				key.getId(), actor.address(), actor.requestId(), detail);
	}

	static AuditEvent newAddress(ApiKey key, String address, Instant at) {
		return of("key.used_from_new_address", key, new Actor(Actor.HOLDER, "api_key", address, null), at, null);
	}

	/**
	 * Who does something to a key, and from where.
	 *
	 * @param subject the account, or {@link #HOLDER}
	 * @param scheme the way in
	 * @param address the client's address
	 * @param requestId finds the log lines
	 */
	record Actor(String subject, String scheme, String address, @Nullable String requestId) {

		/** Who proves only to have the key. No account can have this subject. */
		static final String HOLDER = "|holder";

		static Actor of(Caller caller, String address, @Nullable String requestId) {
			return new Actor(caller.subject(), caller.scheme().label(), address, requestId);
		}

	}

}
