package dev.gatehouse.passkey;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.passkey.PasskeyOwners.PasskeyOwner;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The passkeys, with the rules on their number and on their counters. A row for each
 * owner is locked while its passkeys change, so that the rules hold across replicas.
 */
@Component
record Passkeys(JdbcClient jdbc, TransactionOperations transactions, PasskeyOwners owners,
		ApplicationEventPublisher events, Clock clock) {

	private static final int MAX_PASSKEYS = 10;

	private static final SecureRandom random = new SecureRandom();

	/** 32 random bytes, for challenges, secrets and handles. */
	static String random() {
		byte[] bytes = new byte[32];
		random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * The handle of an owner, made at the first call: it tells authenticators no name.
	 */
	String userHandle(PasskeyOwner owner) {
		this.jdbc.sql("insert into passkey_owner (owner_id, user_handle) values (?, ?) on conflict do nothing")
			.params(owner.id(), random())
			.update();
		return this.jdbc.sql("select user_handle from passkey_owner where owner_id = ?")
			.param(owner.id())
			.query(String.class)
			.single();
	}

	Optional<Passkey> find(String credentialId) {
		return select("credential_id = ?", credentialId).stream().findFirst();
	}

	List<Passkey> of(String ownerId) {
		return select("passkey.owner_id = ?", ownerId);
	}

	private List<Passkey> select(String condition, String value) {
		return this.jdbc.sql("""
				select * from passkey join passkey_owner using (owner_id)
				where %s order by created_at, id""".formatted(condition)).param(value).query(Passkey.class).list();
	}

	/** Stores a passkey, unless there are ten, or anybody has one of this id. */
	void add(Passkey added) {
		try {
			this.transactions.executeWithoutResult((transaction) -> {
				requireRoom(locked(added.ownerId()));
				this.jdbc.sql("""
						insert into passkey (id, owner_id, credential_id, public_key, sign_count, backup_eligible,
						backup_state, aaguid, transports, label, created_at)
						values (:id, :ownerId, :credentialId, :publicKey, :signCount, :backupEligible,
						:backupState, :aaguid, :transports, :label, :createdAt)""").paramSource(added).update();
				publish("passkey.added", added.ownerId(), added.id(), added.label());
			});
		}
		catch (DataIntegrityViolationException known) {
			publish("passkey.refused", added.ownerId(), null, "known already, or too large");
			throw new ProblemException(PasskeyProblem.PASSKEY_NOT_ADDED);
		}
	}

	Passkey rename(PasskeyOwner owner, UUID id, String label) {
		return Objects.requireNonNull(this.transactions.execute((transaction) -> {
			this.jdbc.sql("update passkey set label = ? where id = ? and owner_id = ?")
				.params(label, id, owner.id())
				.update();
			publish("passkey.renamed", owner.id(), id, label);
			return found(of(owner.id()), id);
		}));
	}

	void remove(PasskeyOwner owner, UUID id) {
		this.transactions.executeWithoutResult((transaction) -> {
			// first, since it locks the owner, as the deletion of an owner does
			boolean other = this.owners.hasOtherLogin(owner.id());
			List<Passkey> all = locked(owner.id());
			Passkey removed = found(all, id);
			if (all.size() == 1 && !other) {
				throw new ProblemException(PasskeyProblem.LAST_LOGIN_METHOD);
			}
			this.jdbc.sql("delete from passkey where id = ?").param(id).update();
			publish("passkey.removed", owner.id(), id, removed.label());
		});
	}

	/**
	 * Counts a signature that is good. One update decides, also on many replicas: of
	 * copies of a key, which count for themselves, one is refused.
	 */
	boolean use(Passkey used, long count, boolean backupState) {
		return this.jdbc.sql("""
				update passkey set sign_count = :count, backup_state = :backupState, last_used_at = :now
				where id = :id and (sign_count < :count or (sign_count = 0 and :count = 0))""")
			.params(Map.of("count", count, "backupState", backupState, "now", now(), "id", used.id()))
			.update() == 1;
	}

	void publish(String action, @Nullable String ownerId, @Nullable UUID id, @Nullable String detail) {
		this.events.publishEvent(new PasskeyEvent(action, ownerId, id, detail));
	}

	@EventListener
	void ownerDeleted(PasskeyOwners.Deleted deleted) {
		this.jdbc.sql("delete from passkey_owner where owner_id = ?").param(deleted.ownerId()).update();
	}

	/** Not more precise than the database. */
	OffsetDateTime now() {
		return OffsetDateTime.now(this.clock).truncatedTo(ChronoUnit.MILLIS);
	}

	private List<Passkey> locked(String ownerId) {
		this.jdbc.sql("select owner_id from passkey_owner where owner_id = ? for update")
			.param(ownerId)
			.query(String.class)
			.optional();
		return of(ownerId);
	}

	/** Also before a browser makes one, which would be left over. */
	static void requireRoom(List<Passkey> all) {
		if (all.size() >= MAX_PASSKEYS) {
			throw new ProblemException(PasskeyProblem.PASSKEY_LIMIT_REACHED);
		}
	}

	private static Passkey found(List<Passkey> all, UUID id) {
		return all.stream()
			.filter((each) -> each.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

}
