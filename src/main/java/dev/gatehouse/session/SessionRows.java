package dev.gatehouse.session;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * The stored sessions and refresh tokens. What decides a race is one conditional update
 * each, so it holds for any number of replicas.
 */
@Component
class SessionRows {

	static final String ACCOUNT_DELETED = "account_deleted";

	private static final int PATIENCE_MILLIS = 2_000;

	private final JdbcClient jdbc;

	private final JdbcTemplate connections;

	SessionRows(JdbcClient jdbc, JdbcTemplate connections) {
		this.jdbc = jdbc;
		this.connections = connections;
	}

	void insert(Session session) {
		this.jdbc.sql("""
				insert into login_session (id, account_id, amr, user_agent, created_at, last_used_at, expires_at)
				values (:id, :accountId, :amr, :userAgent, :createdAt, :createdAt, :expiresAt)""")
			.param("id", session.id())
			.param("accountId", session.accountId())
			.param("amr", String.join(" ", session.amr()))
			.param("userAgent", session.userAgent())
			.param("createdAt", utc(session.createdAt()))
			.param("expiresAt", utc(session.expiresAt()))
			.update();
	}

	void insertToken(UUID sessionId, RefreshToken token, int generation, Instant issuedAt, Instant expiresAt) {
		this.jdbc.sql("""
				insert into refresh_token (hash, session_id, generation, issued_at, expires_at)
				values (:hash, :sessionId, :generation, :issuedAt, :expiresAt)""")
			.param("hash", token.hash())
			.param("sessionId", sessionId)
			.param("generation", generation)
			.param("issuedAt", utc(issuedAt))
			.param("expiresAt", utc(expiresAt))
			.update();
	}

	/** The session that a token belongs to, whatever became of either. */
	Optional<StoredToken> findToken(RefreshToken token) {
		return this.jdbc.sql("""
				select t.generation, t.expires_at as token_expires_at, t.rotated_at, t.rotated_with, s.*
				from refresh_token t join login_session s on s.id = t.session_id where t.hash = :hash""")
			.param("hash", token.hash())
			.query(SessionRows::storedToken)
			.optional();
	}

	/**
	 * Uses up a token.
	 * @return whether this call did; of all that try, on all replicas, one does
	 */
	boolean rotate(RefreshToken token, Instant now, String keyId) {
		return this.jdbc.sql(
				"update refresh_token set rotated_at = :now, rotated_with = :keyId where hash = :hash and rotated_at is null")
			.param("now", utc(now))
			.param("keyId", keyId)
			.param("hash", token.hash())
			.update() == 1;
	}

	/**
	 * Notes that a session goes on.
	 * @return false if it was revoked meanwhile
	 */
	boolean touch(UUID id, Instant now) {
		return this.jdbc.sql("update login_session set last_used_at = :now where id = :id and revoked_at is null")
			.param("now", utc(now))
			.param("id", id)
			.update() == 1;
	}

	/**
	 * Ends a session.
	 * @return whether this call did
	 */
	boolean revoke(UUID id, Instant now, String reason) {
		return this.jdbc.sql(
				"update login_session set revoked_at = :now, revoked_reason = :reason where id = :id and revoked_at is null")
			.param("now", utc(now))
			.param("reason", reason)
			.param("id", id)
			.update() == 1;
	}

	Optional<Session> find(UUID id) {
		return this.jdbc.sql("select * from login_session where id = :id")
			.param("id", id)
			.query(SessionRows::session)
			.optional();
	}

	/** The sessions of an account that a refresh would still find alive, newest first. */
	List<Session> findLive(UUID accountId, Instant now, Instant idleSince) {
		return this.jdbc.sql("""
				select * from login_session where account_id = :accountId and revoked_at is null
				and expires_at > :now and last_used_at > :idleSince order by created_at desc, id""")
			.param("accountId", accountId)
			.param("now", utc(now))
			.param("idleSince", utc(idleSince))
			.query(SessionRows::session)
			.list();
	}

	List<Session> findUnrevoked(UUID accountId) {
		return this.jdbc.sql("select * from login_session where account_id = :accountId and revoked_at is null")
			.param("accountId", accountId)
			.query(SessionRows::session)
			.list();
	}

	/**
	 * The sessions whose access tokens must be refused: those that were revoked since a
	 * time, and those in use since then whose account is disabled. A database that hangs
	 * is not waited for as long as elsewhere, since the next reading would wait, too.
	 */
	List<String> revokedSince(Instant since) {
		return Objects.requireNonNull(this.connections.execute((Connection connection) -> {
			connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS); // until it is
																			// back in the
																			// pool
			return revokedSince(since, JdbcClient.create(new SingleConnectionDataSource(connection, true)));
		}));
	}

	private static List<String> revokedSince(Instant since, JdbcClient jdbc) {
		return jdbc.sql("""
				select id from login_session where revoked_at > :since
				union
				select s.id from login_session s join account a on a.id = s.account_id
				where not a.enabled and s.last_used_at > :since""")
			.param("since", utc(since))
			.query((row, number) -> row.getObject(1, UUID.class).toString())
			.list();
	}

	/**
	 * Leaves of an account's sessions that they are over. Their tokens stay for the
	 * purge: a refresh locks a token before its session, so here the one would wait for
	 * the other.
	 */
	void forgetDetails(UUID accountId) {
		this.jdbc.sql("update login_session set user_agent = null where account_id = :accountId")
			.param("accountId", accountId)
			.update();
	}

	/**
	 * Forgets sessions, with their tokens: those that ended or idled before a time, and
	 * those of accounts that were deleted so long ago that no access token is left.
	 */
	int deleteOver(Instant expiredBefore, Instant idleSince, Instant deletedBefore) {
		return this.jdbc.sql("""
				delete from login_session where expires_at < :expired or last_used_at < :idleSince
				or (revoked_reason = :reason and revoked_at < :deleted)""")
			.param("expired", utc(expiredBefore))
			.param("idleSince", utc(idleSince))
			.param("reason", ACCOUNT_DELETED)
			.param("deleted", utc(deletedBefore))
			.update();
	}

	private static StoredToken storedToken(ResultSet row, int number) throws SQLException {
		return new StoredToken(session(row, number), row.getInt("generation"),
				instant(row, "token_expires_at").orElseThrow(), instant(row, "rotated_at").orElse(null),
				row.getString("rotated_with"));
	}

	private static Session session(ResultSet row, int number) throws SQLException {
		return new Session(row.getObject("id", UUID.class), row.getObject("account_id", UUID.class),
				List.of(row.getString("amr").split(" ")), row.getString("user_agent"),
				instant(row, "created_at").orElseThrow(), instant(row, "last_used_at").orElseThrow(),
				instant(row, "expires_at").orElseThrow(), instant(row, "revoked_at").orElse(null));
	}

	private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
		return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	/** What a login opened. */
	record Session(UUID id, UUID accountId, List<String> amr, @Nullable String userAgent, Instant createdAt,
			Instant lastUsedAt, Instant expiresAt, @Nullable Instant revokedAt) {
	}

	/** A refresh token as it is stored, with its session. */
	record StoredToken(Session session, int generation, Instant expiresAt, @Nullable Instant rotatedAt,
			@Nullable String rotatedWith) {

		boolean isExpired(Instant now) {
			return !now.isBefore(this.expiresAt) || !now.isBefore(this.session.expiresAt());
		}

	}

}
