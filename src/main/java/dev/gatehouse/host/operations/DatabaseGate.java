package dev.gatehouse.host.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Stands before the connection pool. When the pool had no connection to give in its time,
 * nobody else waits for one: all are told at once to come back, and one thread looks
 * whether the database is there again. Until that is known only so many wait, and the
 * others only long enough for a place, so that there are always threads for requests that
 * need no database.
 */
final class DatabaseGate extends DelegatingDataSource implements AutoCloseable {

	/** Before Java 21, of the 200 threads that serve requests. */
	private static final int MOST_WAITING = 100;

	/** Far longer than a place is taken while the database answers. */
	private static final Duration PATIENCE = Duration.ofMillis(250);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(DatabaseGate.class);

	private final Semaphore places = new Semaphore(MOST_WAITING);

	private final AtomicBoolean away = new AtomicBoolean();

	private volatile boolean closed;

	DatabaseGate(DataSource pool) {
		super(pool);
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.away.get()) {
			throw new SQLTransientConnectionException("The database is away");
		}
		takePlace();
		try {
			return super.getConnection();
		}
		catch (SQLTransientConnectionException none) {
			if (!this.closed && this.away.compareAndSet(false, true)) {
				shut(none);
			}
			throw none;
		}
		finally {
			this.places.release();
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private void takePlace() throws SQLException {
		try {
			if (this.places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
		}
		catch (InterruptedException stopping) {
			Thread.currentThread().interrupt();
		}
		throw new SQLTransientConnectionException("Too many wait for the database");
	}

	private void shut(SQLException none) {
		logger.warn("The database is away or overloaded: whoever needs it is told to come back ({})", none.toString());
		boolean watched = false;
		try {
			Thread watch = new Thread(this::awaitDatabase, "database-gate");
			watch.setDaemon(true);
			watch.start();
			watched = true;
		}
		finally {
			if (!watched) { // nobody would open it; the watch itself may have done so by
							// now
				this.away.set(false);
			}
		}
	}

	private void awaitDatabase() {
		try {
			while (!this.closed && !isBack()) {
				Thread.sleep(PAUSE.toMillis());
			}
			logger.info("The database is back");
		}
		catch (InterruptedException nobodyDoes) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.away.set(false);
		}
	}

	private boolean isBack() {
		try {
			super.getConnection().close(); // which the pool has tried, if it is not fresh
			return true;
		}
		catch (SQLException | RuntimeException stillAway) {
			return false;
		}
	}

}
