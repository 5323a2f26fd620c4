package dev.gatehouse.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.caller.ExpiredRows;
import dev.gatehouse.caller.ListQuery.Position;
import dev.gatehouse.feed.ChangeSource;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The stored sessions and refresh tokens. Each race is decided by one conditional update,
 * so the result holds for any number of replicas.
 */
@Component
record SessionRows(JdbcClient jdbc, JdbcOperations rows, SessionProperties properties,
		Clock clock) implements ChangeSource {

	void insert(Session session) {
		update("""
				insert into login_session
				(id, account_id, amr, user_agent, created_at, last_used_at, expires_at, authenticated_at)
				values (?, ?, ?, ?, ?, ?, ?, ?)""", session.id(), session.accountId(), String.join(" ", session.amr()),
				session.userAgent(), session.createdAt(), session.createdAt(), session.expiresAt(),
				session.authenticatedAt());
	}

	void insertToken(UUID sessionId, RefreshToken token, int generation, Instant issuedAt, Instant expiresAt) {
		update("""
				insert into refresh_token (hash, session_id, generation, issued_at, expires_at)
				values (?, ?, ?, ?, ?)""", token.hash(), sessionId, generation, issuedAt, expiresAt);
	}

	/** A token with its session, whatever the state of either. */
	Optional<StoredToken> findToken(RefreshToken token) {
		return this.jdbc.sql("""
				select t.generation, t.expires_at as token_expires_at, t.rotated_at, t.rotated_with, s.*
				from refresh_token t join login_session s on s.id = t.session_id where t.hash = ?""")
			.param(token.hash())
			.query(SessionRows::storedToken)
			.optional();
	}

	/** Uses a token up; true for one call only, of all calls on all replicas. */
	boolean rotate(RefreshToken token, Instant now, String keyId) {
		return update("update refresh_token set rotated_at = ?, rotated_with = ? where hash = ? and rotated_at is null",
				now, keyId, token.hash()) == 1;
	}

	/** Stores that a session is in use; false if it was revoked meanwhile. */
	boolean touch(UUID id, Instant now) {
		return update("update login_session set last_used_at = ? where id = ? and revoked_at is null", now, id) == 1;
	}

	/** Ends a session; false if it had ended before. */
	boolean revoke(UUID id, String reason) {
		return update("""
				update login_session set revoked_at = current_timestamp, revoked_reason = ?
				where id = ? and revoked_at is null""", reason, id) == 1;
	}

	Optional<Session> find(UUID id) {
		return sessions("id = ?", id).stream().findFirst();
	}

	/** A page of the sessions of an account that can be refreshed, newest first. */
	List<Session> findLive(UUID accountId, Position after, int max) {
		Instant now = this.clock.instant();
		return sessions("""
				account_id = ? and revoked_at is null and expires_at > ? and last_used_at > ?
				and (created_at, id) < (?, ?) order by created_at desc, id desc limit ?""", accountId, now,
				now.minus(this.properties.idleTtl()), after.at(), after.id(), max);
	}

	List<Session> findUnrevoked(UUID accountId) {
		return sessions("account_id = ? and revoked_at is null order by created_at desc, id desc", accountId);
	}

	/** When a session got a token, if it did. */
	Optional<Instant> issued(UUID sessionId, int generation) {
		return this.jdbc.sql("select issued_at from refresh_token where session_id = ? and generation = ?")
			.params(sessionId, generation)
			.query((row, number) -> instant(row, "issued_at").orElseThrow())
			.optional();
	}

	private List<Session> sessions(String condition, Object... values) {
		return this.jdbc.sql("select * from login_session where " + condition)
			.params(columns(values))
			.query(SessionRows::session)
			.list();
	}

	/** The sessions that were revoked, and those of accounts that are disabled. */
	@Override
	public String changes() {
		return """
				select cast(id as varchar(36)), revoked_at from login_session where revoked_at > :since
				union all
				select cast(s.id as varchar(36)), a.changed_at from login_session s join account a on a.id = s.account_id
				where a.changed_at > :since and not a.enabled and s.revoked_at is null""";
	}

	/**
	 * Removes the details of an account's sessions. Their tokens stay for the purge: a
	 * refresh locks a token before its session, so deleting tokens here could deadlock.
	 */
	void forgetDetails(UUID accountId) {
		update("update login_session set user_agent = null where account_id = ?", accountId);
	}

	/**
	 * A day late, so that a late refresh is told why; revoked ones outlive their tokens.
	 */
	@Scheduled(fixedDelay = 3_600_000, initialDelay = 90_000)
	void purge() {
		Instant now = this.clock.instant();
		Instant yesterday = now.minus(1, ChronoUnit.DAYS);
		ExpiredRows.delete(this.rows, "login_session", "id", "expires_at < ? or last_used_at < ? or revoked_at < ?",
				yesterday, yesterday.minus(this.properties.idleTtl()), now.minus(2, ChronoUnit.HOURS));
	}

	private int update(String sql, @Nullable Object... values) {
		return this.jdbc.sql(sql).params(columns(values)).update();
	}

	private static List<?> columns(@Nullable Object... values) {
		return Arrays.stream(values)
			.map((value) -> (value instanceof Instant time) ? time.atOffset(ZoneOffset.UTC) : value)
			.toList();
	}

	private static StoredToken storedToken(ResultSet row, int number) throws SQLException {
		return new StoredToken(session(row, number), row.getInt("generation"),
				instant(row, "token_expires_at").orElseThrow(), instant(row, "rotated_at").orElse(null),
				row.getString("rotated_with"));
	}

	private static Session session(ResultSet row, int number) throws SQLException {
		Instant created = instant(row, "created_at").orElseThrow();
		return new Session(row.getObject("id", UUID.class), row.getObject("account_id", UUID.class),
				List.of(row.getString("amr").split(" ")), row.getString("user_agent"), created,
				instant(row, "last_used_at").orElseThrow(), instant(row, "expires_at").orElseThrow(),
				instant(row, "revoked_at").orElse(null), instant(row, "authenticated_at").orElse(created));
	}

	private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
		return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
	}

	/** What a login opened, and when its user last proved who it is. */
	record Session(UUID id, UUID accountId, List<String> amr, @Nullable String userAgent, Instant createdAt,
			Instant lastUsedAt, Instant expiresAt, @Nullable Instant revokedAt, Instant authenticatedAt) {
	}

	record StoredToken(Session session, int generation, Instant expiresAt, @Nullable Instant rotatedAt,
			@Nullable String rotatedWith) {

		boolean isExpired(Instant now) {
			return !now.isBefore(this.expiresAt) || !now.isBefore(this.session.expiresAt());
		}

	}

}
