package dev.gatehouse.account.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.ExpiredRows;
import dev.gatehouse.problem.RequestIdFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * What happened, in order. A row is written in the transaction of its event, and never
 * changed. The rows of a day are limited by action and by their cause, so that nobody can
 * fill the table, and a flood of one kind hides no other.
 */
@Component
@EnableConfigurationProperties(AuditTrail.AuditProperties.class)
public record AuditTrail(JdbcClient jdbc, JdbcOperations rows, AuditProperties properties,
		ApplicationEventPublisher events, Clock clock) {

	/** An actor that was not authenticated. No account can have this subject. */
	public static final String NOBODY = "|unknown";

	private static final int MAX_OF_ACCOUNT = 5_000;

	/** By callers who are not authenticated, at names that no account has. */
	private static final int MAX_UNKNOWN = 50_000;

	/** From one address or by one credential, of callers who are not authenticated. */
	private static final int MAX_OF_ORIGIN = 1_000;

	/** Makes an event that succeeded just now; it is not written yet. */
	public AuditEvent event(String action, @Nullable UUID accountId, String actor,
			@Nullable HttpServletRequest request) {
		return new AuditEvent(0, this.clock.instant(), accountId, actor, action, "success", null, null,
				(request != null) ? ClientAddress.of(request) : null,
				(request != null) ? RequestIdFilter.of(request) : null, null);
	}

	/** Writes an event last, since it locks what counts those of its kind. */
	public void write(AuditEvent event) {
		if (!hasRoom(event)) {
			this.events.publishEvent(new Dropped(event.action()));
			return;
		}
		this.jdbc.sql("""
				insert into audit_event
				(at, account_id, actor, action, outcome, scheme, credential_id, address, request_id, detail)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
			.params(Arrays.asList(event.at().atOffset(ZoneOffset.UTC), event.accountId(), event.actor(), event.action(),
					event.outcome(), event.scheme(), event.credentialId(), event.address(), event.requestId(),
					event.detail()))
			.update();
	}

	/** An attack on an account must not use up the room for what its owner does. */
	private boolean hasRoom(AuditEvent event) {
		if (!event.actor().startsWith("|")) {
			return count(event, "by " + event.accountId(), MAX_OF_ACCOUNT);
		}
		String origin = (event.credentialId() != null) ? event.credentialId() : event.address();
		return count(event, "at " + event.accountId(), (event.accountId() != null) ? MAX_OF_ACCOUNT : MAX_UNKNOWN)
				&& count(event, "from " + origin, MAX_OF_ORIGIN);
	}

	/** The statement decides, so that the limit holds for all replicas together. */
	private boolean count(AuditEvent event, String cause, int max) {
		LocalDate day = LocalDate.ofInstant(event.at(), ZoneOffset.UTC);
		String source = event.action() + " " + cause;
		String add = "update audit_count set events = events + 1 where counted_on = ? and source = ? and events < ?";
		return this.rows.update(add, day, source, max) == 1 || this.rows.update(
				"insert into audit_count (counted_on, source, events) values (?, ?, 1) on conflict do nothing", day,
				source) == 1 || this.rows.update(add, day, source, max) == 1;
	}

	@Scheduled(fixedDelay = 3_600_000, initialDelay = 150_000)
	void purge() {
		Instant now = this.clock.instant();
		ExpiredRows.delete(this.rows, "audit_event", "id", "at < ?", now.minus(this.properties.retention()));
		ExpiredRows.delete(this.rows, "audit_count", "counted_on, source", "counted_on < cast(? as date)",
				now.minus(2, ChronoUnit.DAYS));
	}

	/**
	 * Reads what was written before the event with an id, newest first. Of an account, as
	 * a range of the index: with {@code =}, PostgreSQL may prefer to read all others.
	 */
	public List<AuditEvent> read(@Nullable UUID accountId, long before, int limit) {
		String range = (accountId == null) ? "id < :before order by id desc" : """
				(account_id, id) < (:accountId, :before) and account_id >= :accountId
				order by account_id desc, id desc""";
		JdbcClient.StatementSpec statement = this.jdbc.sql("select * from audit_event where " + range + " limit :limit")
			.param("before", before)
			.param("limit", limit);
		return ((accountId != null) ? statement.param("accountId", accountId) : statement).query(AuditTrail::event)
			.list();
	}

	private static AuditEvent event(ResultSet row, int number) throws SQLException {
		return new AuditEvent(row.getLong("id"), row.getObject("at", OffsetDateTime.class).toInstant(),
				row.getObject("account_id", UUID.class), row.getString("actor"), row.getString("action"),
				row.getString("outcome"), row.getString("scheme"), row.getString("credential_id"),
				row.getString("address"), row.getString("request_id"), row.getString("detail"));
	}

	/** An event that was not written, because its kind was too frequent today. */
	public record Dropped(String action) {

	}

	/** How long events stay. */
	@Validated
	@ConfigurationProperties("gatehouse.audit")
	record AuditProperties(@DefaultValue("180d") @DurationMin(days = 1) Duration retention) {

	}

}
