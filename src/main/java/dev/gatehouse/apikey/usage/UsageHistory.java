package dev.gatehouse.apikey.usage;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads the counts that {@link UsageRows} has written.
 */
@Component
record UsageHistory(JdbcTemplate jdbc) {

	/**
	 * The counts of a key.
	 * @param keyId which key
	 * @param from the first hour
	 * @param to the end, exclusive
	 * @return a row for each hour with requests, oldest first
	 */
	List<Row> read(String keyId, Instant from, Instant to) {
		return this.jdbc.query(
				"select \"hour\", requests, refused from api_key_usage where key_id = ? and \"hour\" >= ? and \"hour\" < ? order by \"hour\"",
				(row, number) -> new Row(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2),
						row.getLong(3)),
				keyId, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC));
	}

	/** The counts of an hour. */
	record Row(Instant hour, long requests, long refused) {

	}

}
