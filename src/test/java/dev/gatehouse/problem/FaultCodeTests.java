package dev.gatehouse.problem;

import java.sql.SQLException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of a database passes, and what is a defect.
 */
class FaultCodeTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			08006 | SERVICE_UNAVAILABLE | the connection is lost
			57P01 | SERVICE_UNAVAILABLE | shutting down
			57P03 | SERVICE_UNAVAILABLE | starting up
			57014 | SERVICE_UNAVAILABLE | cancelled, as by a time limit
			53300 | SERVICE_UNAVAILABLE | too many connections
			53100 | SERVICE_UNAVAILABLE | the disk is full
			55P03 | SERVICE_UNAVAILABLE | a lock was not to be had
			40P01 | SERVICE_UNAVAILABLE | a deadlock
			40001 | SERVICE_UNAVAILABLE | serialisation
			25006 | SERVICE_UNAVAILABLE | a standby after a failover
			42P01 | INTERNAL_ERROR      | no such table
			23505 | INTERNAL_ERROR      | there already
			22001 | INTERNAL_ERROR      | too long
			""")
	void codeWhenTheDatabaseRefusesThenSaysWhetherToComeBack(String state, CommonProblem code, String why) {
		Exception exception = new IllegalStateException(new SQLException(why, state));
		assertThat(ProblemAdvice.codeOf(exception)).as(why).isEqualTo(code);
	}

}
