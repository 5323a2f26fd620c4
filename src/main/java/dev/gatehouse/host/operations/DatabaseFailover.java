package dev.gatehouse.host.operations;

import java.sql.SQLException;

import com.zaxxer.hikari.SQLExceptionOverride;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes this replica out of the load balancer while its database takes no writes: after a
 * failover that is a former primary, and other replicas may have found the new one. A
 * database that is unreachable is the same for all of them.
 */
@Component
final class DatabaseFailover {

	private static final String READ_ONLY = "25006";

	private static final Logger logger = LoggerFactory.getLogger(DatabaseFailover.class);

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	private boolean refusing;

	DatabaseFailover(JdbcClient jdbc, ApplicationEventPublisher events) {
		this.jdbc = jdbc;
		this.events = events;
	}

	/** Tries a write that changes nothing. */
	@Scheduled(initialDelay = 2_000, fixedDelay = 2_000)
	void check() {
		boolean readOnly = false;
		try {
			this.jdbc.sql("delete from flyway_schema_history where 1 = 0").update();
		}
		catch (DataAccessException failed) {
			if (!(failed.getMostSpecificCause() instanceof SQLException sql)) {
				return;
			}
			readOnly = READ_ONLY.equals(sql.getSQLState());
			if (!readOnly) {
				return;
			}
		}
		if (readOnly != this.refusing) {
			this.refusing = readOnly;
			logger.warn(readOnly ? "The database is read-only: this replica takes no traffic"
					: "The database takes writes again, and this replica traffic");
			AvailabilityChangeEvent.publish(this.events, this,
					readOnly ? ReadinessState.REFUSING_TRAFFIC : ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	/**
	 * Makes HikariCP close a connection to a former primary, which would serve reads for
	 * as long as the pool keeps it. HikariCP itself closes those that a shutdown or the
	 * network has ended (57P01 to 57P03, 08xxx).
	 */
	public static final class Eviction implements SQLExceptionOverride {

		@java.lang.Override // the interface has a type of this name
		public Override adjudicate(SQLException failed) {
			return READ_ONLY.equals(failed.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
		}

	}

}
