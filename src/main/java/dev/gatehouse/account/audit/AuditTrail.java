package dev.gatehouse.account.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.RequestIdFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happened, in order. A row is written in the transaction of its event, and never
 * changed.
 */
@Component
public record AuditTrail(JdbcClient jdbc, Clock clock) {

	/** An actor that was not authenticated. No account can have this subject. */
	public static final String NOBODY = "|unknown";

	/** Makes an event that succeeded just now; it is not written yet. */
	public AuditEvent event(String action, @Nullable UUID accountId, String actor,
			@Nullable HttpServletRequest request) {
		return new AuditEvent(0, this.clock.instant(), accountId, actor, action, "success", null, null,
				(request != null) ? ClientAddress.of(request) : null,
				(request != null) ? RequestIdFilter.of(request) : null, null);
	}

	public void write(AuditEvent event) {
		this.jdbc.sql("""
				insert into audit_event
				(at, account_id, actor, action, outcome, scheme, credential_id, address, request_id, detail)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
			.params(Arrays.asList(event.at().atOffset(ZoneOffset.UTC), event.accountId(), event.actor(), event.action(),
					event.outcome(), event.scheme(), event.credentialId(), event.address(), event.requestId(),
					event.detail()))
			.update();
	}

	/** Reads what was written before the event with an id, newest first. */
	public List<AuditEvent> read(@Nullable UUID accountId, long before, int limit) {
		String ofAccount = (accountId != null) ? "and account_id = :accountId" : "";
		JdbcClient.StatementSpec statement = this.jdbc
			.sql("select * from audit_event where id < :before " + ofAccount + " order by id desc limit :limit")
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

}
