package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.lettuce.core.RedisClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import redis.embedded.RedisServer;

/**
 * A real PostgreSQL and a real Redis for the whole run, with a new database for each
 * caller.
 */
public final class RealStores {

	private static final AtomicInteger count = new AtomicInteger();

	private static final EmbeddedPostgres postgres = startPostgres();

	private static final int redisPort = ServiceProcess.freePort();

	private static RedisServer redis = startRedis();

	private RealStores() {
	}

	/** Makes a new, empty database and answers its name. */
	public static String newDatabase() {
		String name = "gatehouse_" + count.incrementAndGet();
		try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
			connection.createStatement().execute("create database " + name);
		}
		catch (SQLException failed) {
			throw new IllegalStateException(failed);
		}
		return name;
	}

	public static DataSource database(String name) {
		return postgres.getDatabase("postgres", name);
	}

	/** Runs something while no other connection can read a table. */
	public static void whileLocked(String database, String table, Runnable action) {
		try (Connection connection = database(database).getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement().execute("lock table " + table + " in access exclusive mode");
			action.run();
			connection.rollback();
		}
		catch (SQLException failed) {
			throw new IllegalStateException(failed);
		}
	}

	/** The options that put a replica on a database. */
	public static List<String> onPostgres(String name) {
		return List.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", name),
				"--spring.datasource.username=postgres", "--spring.datasource.hikari.maximum-pool-size=5");
	}

	/** The same, through a cable that a test can cut. */
	public static List<String> onPostgres(String name, Cable cable) {
		List<String> options = new ArrayList<>(onPostgres(name));
		options.set(0, options.get(0).replace(":" + postgres.getPort() + "/", ":" + cable.port() + "/"));
		return options;
	}

	/** A new cable to the database. */
	public static Cable cable() {
		return Cable.to(postgres.getPort());
	}

	/** The options that make a replica share its limits. */
	public static List<String> onRedis() {
		return List.of("--gatehouse.rate-limit.store=redis", "--spring.data.redis.url=" + redis());
	}

	/** The URL of Redis. */
	public static String redis() {
		return "redis://localhost:" + redisPort;
	}

	/** Empties Redis. */
	public static void forgetLimits() {
		try (RedisClient client = RedisClient.create(redis())) {
			client.connect().sync().flushall();
		}
	}

	public static synchronized void stopRedis() {
		try {
			redis.stop();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	public static synchronized void restartRedis() {
		redis = startRedis();
	}

	private static EmbeddedPostgres startPostgres() {
		try {
			return EmbeddedPostgres.builder()
				.setServerConfig("fsync", "off")
				.setServerConfig("full_page_writes", "off")
				.setServerConfig("max_wal_size", "4GB")
				.start();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private static RedisServer startRedis() {
		try {
			RedisServer server = RedisServer.newRedisServer().port(redisPort).setting("save \"\"").build();
			server.start();
			return server;
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

}
