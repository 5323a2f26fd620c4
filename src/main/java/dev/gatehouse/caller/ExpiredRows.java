package dev.gatehouse.caller;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Deletes what has expired, in batches: no statement locks many rows, and replicas that
 * do it at once skip the rows of each other.
 */
public final class ExpiredRows {

	private static final int BATCH = 500;

	private ExpiredRows() {
	}

	/**
	 * Deletes rows.
	 * @param table where
	 * @param key the columns of its primary key
	 * @param condition which rows, in SQL
	 * @param values the parameters of the condition
	 */
	public static void delete(JdbcOperations jdbc, String table, String key, String condition, Object... values) {
		String batch = "delete from %1$s where (%2$s) in (select %2$s from %1$s where %3$s limit %4$s for update skip locked)"
			.formatted(table, key, condition, BATCH);
		Object[] columns = Arrays.stream(values)
			.map((value) -> (value instanceof Instant time) ? time.atOffset(ZoneOffset.UTC) : value)
			.toArray();
		while (jdbc.update(batch, columns) >= BATCH) {
			// there may be more
		}
	}

}
