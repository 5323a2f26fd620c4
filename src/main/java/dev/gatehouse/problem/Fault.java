package dev.gatehouse.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an unexpected exception tells the caller: a defect, or that the database is
 * unreachable for a while.
 */
public final class Fault {

	/**
	 * No connection, shutting down, cancelled, deadlock, serialisation, a lock not to be
	 * had, no room, or a standby that may not write yet: all may pass (SQL state).
	 */
	private static final Pattern AWAY = Pattern.compile("08...|53...|57P..|57014|40P01|40001|55P03|25006");

	/**
	 * A transaction that can be neither committed nor rolled back has lost its
	 * connection. Hibernate may not be on the class path, so by name.
	 */
	private static final String LOST_TRANSACTION = "org.hibernate.TransactionException";

	private Fault() {
	}

	/** The code for whatever was thrown. */
	public static ProblemCode codeOf(Throwable exception) {
		boolean away = Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
			.limit(20)
			.anyMatch(Fault::isAway);
		return away ? CommonProblem.SERVICE_UNAVAILABLE : CommonProblem.INTERNAL_ERROR;
	}

	private static boolean isAway(Throwable cause) {
		return cause instanceof SQLTransientConnectionException || cause instanceof SQLNonTransientConnectionException
				|| cause.getClass().getName().equals(LOST_TRANSACTION) || (cause instanceof SQLException sql
						&& sql.getSQLState() != null && AWAY.matcher(sql.getSQLState()).matches());
	}

}
