package dev.gatehouse.apikey;

import java.util.List;

import dev.gatehouse.account.AccountDeleted;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Deletes the keys of an account that is being deleted, with what was counted of them.
 * Other replicas notice within the bound of their cache.
 */
@Component
class ApiKeyRemoval {

	private static final String KEYS_OF_ACCOUNT = "(select id from api_key where account_id = ?)";

	private static final List<String> STATEMENTS = List.of(
			"delete from api_key_usage where key_id in " + KEYS_OF_ACCOUNT,
			"delete from api_key_address where key_id in " + KEYS_OF_ACCOUNT,
			"delete from api_key where account_id = ?");

	private final JdbcTemplate jdbc;

	ApiKeyRemoval(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@EventListener
	void accountDeleted(AccountDeleted event) {
		STATEMENTS.forEach((statement) -> this.jdbc.update(statement, event.accountId()));
	}

}
