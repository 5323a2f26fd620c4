package dev.gatehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.TestStore;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the tests run on the store that was asked for, and that the migrations make the
 * same of either.
 */
class StoreTests extends ServerTests {

	private static final String COLUMNS = """
			select lower(table_name) || '.' || lower(column_name) || ' ' || lower(data_type)
			|| coalesce('(' || case when lower(data_type) = 'character varying' then character_maximum_length end || ')', '')
			|| case is_nullable when 'YES' then ' null' else ' not null' end
			from information_schema.columns where lower(table_schema) = 'public'
			and lower(table_name) <> 'flyway_schema_history'""";

	private static final String CONSTRAINTS = """
			select lower(c.table_name) || ' ' || lower(c.constraint_type) || ' ' || coalesce(k.columns, '')
			from information_schema.table_constraints c left join (
			  select constraint_name, string_agg(lower(column_name), ' ' order by ordinal_position) as columns
			  from information_schema.key_column_usage where lower(table_schema) = 'public' group by constraint_name
			) k on k.constraint_name = c.constraint_name
			where lower(c.table_schema) = 'public' and lower(c.table_name) <> 'flyway_schema_history'
			and c.constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')""";

	private static final String MIGRATIONS = """
			select "version" || ' ' || "script" || ' ' || "checksum" from "flyway_schema_history"
			where "success" and "version" is not null""";

	@Autowired
	private DataSource store;

	@Test
	void serverWhenAskedThenIsOnTheChosenStore() throws SQLException {
		assertThat(product(this.store)).isEqualTo(TestStore.chosen().product());
		try (Replica replica = Replica.start()) {
			assertThat(product(replica.bean(DataSource.class))).isEqualTo(TestStore.chosen().product());
		}
	}

	@Test
	void migrationsWhenAppliedThenAreTheSameOnBothStoresAndMakeTheSameTables() {
		try (Replica memory = TestStore.H2.start(); Replica real = TestStore.POSTGRESQL.start()) {
			for (String sql : List.of(MIGRATIONS, COLUMNS, CONSTRAINTS)) {
				assertThat(rows(real, sql)).isEqualTo(rows(memory, sql)).hasSizeGreaterThan(3);
			}
		}
	}

	private static String product(DataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			return connection.getMetaData().getDatabaseProductName();
		}
	}

	private static List<String> rows(Replica service, String sql) {
		return JdbcClient.create(service.bean(DataSource.class))
			.sql(sql)
			.query(String.class)
			.list()
			.stream()
			.sorted()
			.toList();
	}

}
