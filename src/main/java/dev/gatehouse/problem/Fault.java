package dev.gatehouse.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What an exception that nobody expected tells the caller: a defect, or that the database
 * is away for a while.
 */
public final class Fault {

	private Fault() {
	}

	/**
	 * The code for an exception.
	 * @param exception whatever was thrown
	 * @return {@link ProblemCode#SERVICE_UNAVAILABLE} if a connection to the database was
	 * lost or not to be had, else {@link ProblemCode#INTERNAL_ERROR}
	 */
	public static ProblemCode codeOf(Throwable exception) {
		boolean away = Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
			.limit(20)
			.anyMatch(Fault::isAway);
		return away ? ProblemCode.SERVICE_UNAVAILABLE : ProblemCode.INTERNAL_ERROR;
	}

	private static boolean isAway(Throwable cause) {
		return cause instanceof SQLTransientConnectionException || cause instanceof SQLNonTransientConnectionException
				|| (cause instanceof SQLException sql && sql.getSQLState() != null
						&& (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P")));
	}

}
