package dev.gatehouse.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.hibernate.TransactionException;

/**
 * What an exception that nobody expected tells the caller: a defect, or that the database
 * is away for a while.
 */
public final class Fault {

	/**
	 * No connection, shutting down, cancelled, deadlock, serialisation, a lock not to be
	 * had, no room, or a standby that may not write yet: all may pass (SQL state).
	 */
	private static final Pattern AWAY = Pattern.compile("08...|53...|57P..|57014|40P01|40001|55P03|25006");

	private Fault() {
	}

	/**
	 * The code for an exception.
	 * @param exception whatever was thrown
	 * @return {@link ProblemCode#SERVICE_UNAVAILABLE} if a connection to the database was
	 * lost or not to be had, or two changes stood in each other's way, else
	 * {@link ProblemCode#INTERNAL_ERROR}
	 */
	public static ProblemCode codeOf(Throwable exception) {
		boolean away = Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
			.limit(20)
			.anyMatch(Fault::isAway);
		return away ? ProblemCode.SERVICE_UNAVAILABLE : ProblemCode.INTERNAL_ERROR;
	}

	/**
	 * A transaction that can be neither committed nor rolled back has lost its
	 * connection, of which the pool then says no more than that it is closed.
	 */
	private static boolean isAway(Throwable cause) {
		return cause instanceof TransactionException || cause instanceof SQLTransientConnectionException
				|| cause instanceof SQLNonTransientConnectionException || (cause instanceof SQLException sql
						&& sql.getSQLState() != null && AWAY.matcher(sql.getSQLState()).matches());
	}

}
