package dev.gatehouse.account;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scopes;
import dev.gatehouse.caller.Tier;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may call. Its {@code subject} identifies it for ever; its {@code name} is
 * for display and may change.
 */
@Entity
@Table(name = "account")
@DynamicUpdate // a stale copy must not undo what it does not touch
public class Account extends AssignedId<UUID> {

	@Id
	private UUID id;

	private String subject;

	/** Unique, so that no two names differ in case only. */
	@Column(name = "subject_key")
	private String subjectKey;

	private String name;

	private @Nullable String email;

	@Column(name = "password_hash")
	private @Nullable String passwordHash;

	@Enumerated(EnumType.STRING)
	private Role role;

	@Enumerated(EnumType.STRING)
	private Tier tier;

	private boolean enabled;

	@Column(name = "created_at")
	private Instant createdAt;

	@Column(name = "password_changed_at")
	private @Nullable Instant passwordChangedAt;

	protected Account() {
	}

	private Account(String subject, String name, @Nullable String passwordHash, Role role, Instant now) {
		this.id = UUID.randomUUID();
		this.subject = subject;
		this.subjectKey = key(subject);
		this.name = name;
		this.passwordHash = passwordHash;
		this.role = role;
		this.tier = Tier.FREE;
		this.enabled = true;
		this.createdAt = now;
		this.passwordChangedAt = (passwordHash != null) ? now : null;
	}

	/**
	 * An account that logs in with a password of ours.
	 * @param name the user name, which is also the subject
	 * @param passwordHash the encoded password
	 * @param role what it may administer
	 * @param now the time of creation
	 * @return the new account, not yet stored
	 */
	public static Account local(String name, String passwordHash, Role role, Instant now) {
		return new Account(name, name, passwordHash, role, now);
	}

	/**
	 * An account without any login, for holders of API keys.
	 * @param name the client's name, which is also the subject
	 * @param now the time of creation
	 * @return the new account, not yet stored
	 */
	public static Account client(String name, Instant now) {
		return new Account(name, name, null, Role.USER, now);
	}

	/**
	 * An account that a provider vouches for. The subject holds a character that no user
	 * name may hold, so it never meets a local account.
	 * @param provider the provider's registration id, such as {@code github}
	 * @param id the provider's own number for the user, never a name that can be recycled
	 * @param name the login at the provider, for display
	 * @param now the time of creation
	 * @return the new account, not yet stored
	 */
	public static Account external(String provider, String id, String name, Instant now) {
		return new Account(externalSubject(provider, id), name, null, Role.USER, now);
	}

	/**
	 * The subject of an account that a provider vouches for.
	 * @param provider the provider's registration id
	 * @param id the provider's own number for the user
	 * @return such as {@code github|583231}
	 */
	public static String externalSubject(String provider, String id) {
		return provider + "|" + id;
	}

	/** A provider's ids keep their case. */
	public static String key(String subject) {
		return subject.contains("|") ? subject : subject.toLowerCase(Locale.ROOT);
	}

	/**
	 * Notes where the account's owner can be written to.
	 * @param email the address, for display; null if it is not known
	 */
	public void changeEmail(@Nullable String email) {
		this.email = email;
	}

	public @Nullable String email() {
		return this.email;
	}

	public void rename(String name) {
		this.name = name;
	}

	public void subscribe(Tier tier) {
		this.tier = tier;
	}

	/**
	 * Gives the account another password.
	 * @param passwordHash the encoded password
	 * @param now the time of the change; sessions that are older end
	 */
	public void changePassword(String passwordHash, Instant now) {
		this.passwordHash = passwordHash;
		this.passwordChangedAt = now;
	}

	/** Lets the account in again. */
	public void enable() {
		this.enabled = true;
	}

	/** Shuts out the account, whichever way it comes. */
	public void disable() {
		this.enabled = false;
	}

	@Override
	public UUID getId() {
		return this.id;
	}

	public String subject() {
		return this.subject;
	}

	public String name() {
		return this.name;
	}

	public Role role() {
		return this.role;
	}

	public Tier tier() {
		return this.tier;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * What a login to this account may do.
	 * @return the scopes, see {@link Scopes}
	 */
	public Set<String> scopes() {
		return Set.of(Scopes.DATA_READ);
	}

	public Instant createdAt() {
		return this.createdAt;
	}

	/**
	 * Whether a login that was checked against an earlier copy of this account may go on.
	 * @param earlier the copy
	 * @return true if it is the same account, enabled and with the same password
	 */
	public boolean isUnchangedSince(Account earlier) {
		return this.enabled && this.id.equals(earlier.id) && Objects.equals(this.passwordHash, earlier.passwordHash);
	}

	public @Nullable String passwordHash() {
		return this.passwordHash;
	}

}
