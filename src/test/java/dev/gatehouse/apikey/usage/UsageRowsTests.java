package dev.gatehouse.apikey.usage;

import java.time.Duration;

import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is stored of the use of keys.
 */
class UsageRowsTests extends ServerTests {

	@Autowired
	private UsageRows usageRows;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void usageWhenOlderThanNinetyDaysThenIsPurged() {
		String key = this.keys.good();
		assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		this.usageRows.flush();
		assertThat(rows(key)).isEqualTo(1);
		this.clock.move(Duration.ofDays(89));
		this.usageRows.purge();
		assertThat(rows(key)).isEqualTo(1);
		this.clock.move(Duration.ofDays(2));
		this.usageRows.purge();
		assertThat(rows(key)).isZero();
	}

	private int rows(String key) {
		return this.jdbc.sql("select count(*) from api_key_usage where key_id = ?")
			.param(key.substring(3, 15))
			.query(Integer.class)
			.single();
	}

}
