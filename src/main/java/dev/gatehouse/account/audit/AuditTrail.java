package dev.gatehouse.account.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happened, in order. Rows are written in the transaction of what they tell of, and
 * never changed.
 */
@Component
public class AuditTrail {

	private static final String COLUMNS = "id, at, account_id, actor, action, outcome, scheme, credential_id, address, request_id, detail";

	private final JdbcClient jdbc;

	AuditTrail(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Adds an event.
	 * @param event what happened; its id is given by the trail
	 */
	public void write(AuditEvent event) {
		this.jdbc
			.sql("""
					insert into audit_event
					(at, account_id, actor, action, outcome, scheme, credential_id, address, request_id, detail)
					values (:at, :accountId, :actor, :action, :outcome, :scheme, :credentialId, :address, :requestId, :detail)""")
			.param("at", event.at().atOffset(ZoneOffset.UTC))
			.param("accountId", event.accountId())
			.param("actor", event.actor())
			.param("action", event.action())
			.param("outcome", event.outcome())
			.param("scheme", event.scheme())
			.param("credentialId", event.credentialId())
			.param("address", event.address())
			.param("requestId", event.requestId())
			.param("detail", event.detail())
			.update();
	}

	/**
	 * Reads the trail, newest first.
	 * @param accountId whose events; null for everybody's
	 * @param before only events before this id
	 * @param limit how many at most
	 * @return the events
	 */
	public List<AuditEvent> read(@Nullable UUID accountId, long before, int limit) {
		String whose = (accountId != null) ? "and account_id = :accountId" : "";
		JdbcClient.StatementSpec statement = this.jdbc
			.sql("select %s from audit_event where id < :before %s order by id desc limit :limit".formatted(COLUMNS,
					whose))
			.param("before", before)
			.param("limit", limit);
		if (accountId != null) {
			statement = statement.param("accountId", accountId);
		}
		return statement.query(AuditTrail::event).list();
	}

	private static AuditEvent event(ResultSet row, int number) throws SQLException {
		return new AuditEvent(row.getLong("id"), row.getObject("at", OffsetDateTime.class).toInstant(),
				row.getObject("account_id", UUID.class), row.getString("actor"), row.getString("action"),
				row.getString("outcome"), row.getString("scheme"), row.getString("credential_id"),
				row.getString("address"), row.getString("request_id"), row.getString("detail"));
	}

}
