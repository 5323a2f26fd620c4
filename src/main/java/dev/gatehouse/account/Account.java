package dev.gatehouse.account;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.SourceType;
import org.hibernate.generator.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A person or a program that may call. The {@code subject} identifies the account and
 * never changes; the {@code name} is for display. {@link DynamicUpdate}, so that a stale
 * copy does not undo what it does not change.
 */
@Entity
@DynamicUpdate
public final class Account {

	/** The scope that opens {@code /api/data}. */
	public static final String DATA_READ = "data:read";

	private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	@Id
	@GeneratedValue(strategy = GenerationType.UUID)
	// given when the account is stored
	@SuppressWarnings("NullAway.Init")
	private UUID id;

	private String subject;

	/** Unique, so that no two names differ in case only. */
	@Column(name = "subject_key")
	private String subjectKey;

	private String name;

	private @Nullable String email;

	private @Nullable String passwordHash;

	@Enumerated(EnumType.STRING)
	private Role role;

	@Enumerated(EnumType.STRING)
	private Tier tier;

	private boolean enabled;

	private Instant createdAt;

	/** By the clock of the database; null as long as the account is as it was made. */
	@CurrentTimestamp(event = EventType.UPDATE, source = SourceType.DB)
	@Nullable Instant changedAt;

	private Account() {
	}

	private Account(String subject, String name, @Nullable String passwordHash, Role role, Instant now) {
		this.subject = subject;
		this.subjectKey = key(subject);
		this.name = name;
		this.passwordHash = passwordHash;
		this.role = role;
		this.tier = Tier.FREE;
		this.enabled = true;
		this.createdAt = now;
	}

	/** A new account that logs in with a password. Its subject is its name. */
	public static Account local(String name, String passwordHash, Role role, Instant now) {
		return new Account(name, name, passwordHash, role, now);
	}

	/** A new account without a login, for holders of API keys. */
	public static Account client(String name, Instant now) {
		return new Account(name, name, null, Role.USER, now);
	}

	/** A new account that logs in at a provider. Its subject is never a user name. */
	public static Account external(String provider, String id, String name, Instant now) {
		return new Account(provider + "|" + id, name, null, Role.USER, now);
	}

	/** The form of the names of accounts with a password. */
	public static boolean isUserName(String name) {
		return USER_NAME.matcher(name).matches();
	}

	/**
	 * By which subjects are unique and names log in. Ids of providers keep their case.
	 */
	public static String key(String subject) {
		return subject.contains("|") ? subject : subject.toLowerCase(Locale.ROOT);
	}

	public void changeEmail(@Nullable String email) {
		this.email = email;
	}

	public void rename(String name) {
		this.name = name;
	}

	public void subscribe(Tier tier) {
		this.tier = tier;
	}

	public void changePassword(String passwordHash) {
		this.passwordHash = passwordHash;
	}

	/** Makes the account an enabled administrator. */
	public void appoint() {
		this.role = Role.ADMIN;
		this.enabled = true;
	}

	/** Accepts the account, or refuses it with every credential that it has. */
	public void enable(boolean enabled) {
		this.enabled = enabled;
	}

	public UUID getId() {
		return this.id;
	}

	public String subject() {
		return this.subject;
	}

	public String name() {
		return this.name;
	}

	public @Nullable String email() {
		return this.email;
	}

	public @Nullable String passwordHash() {
		return this.passwordHash;
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

	public Instant createdAt() {
		return this.createdAt;
	}

	/** What the access tokens of this account may do. */
	public Set<String> scopes() {
		return Set.of(DATA_READ);
	}

	/** Whether a login that was checked against an earlier copy may go on. */
	public boolean isUnchangedSince(Account earlier) {
		return this.enabled && this.id.equals(earlier.id) && Objects.equals(this.passwordHash, earlier.passwordHash);
	}

	/** Published in the transaction of a change. Copies are renewed after its commit. */
	public record Changed(UUID accountId) {
	}

	/** Published in the transaction of a deletion, which deletes dependent rows. */
	public record Deleted(UUID accountId) {
	}

}
