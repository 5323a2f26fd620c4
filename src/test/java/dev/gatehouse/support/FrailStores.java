package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.lettuce.core.RedisClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A real PostgreSQL and a real Redis of one test's own, which it may stop, freeze, cut
 * off and start again, each time on the same port and the same data.
 */
public final class FrailStores implements AutoCloseable {

	private final Path data;

	private final int postgresPort = ServiceProcess.freePort();

	private final int redisPort = ServiceProcess.freePort();

	private final Cable toPostgres = Cable.to(this.postgresPort);

	private final Cable toRedis = Cable.to(this.redisPort);

	private EmbeddedPostgres postgres;

	private @Nullable EmbeddedPostgres successor;

	private RedisServer redis;

	/**
	 * Starts both.
	 * @param folder where the data is kept while they are stopped
	 */
	public FrailStores(Path folder) {
		this.data = folder.resolve("postgres");
		this.postgres = postgres(this.data, this.postgresPort);
		this.redis = redis();
	}

	/** The options that put a service on both, through cables. */
	public List<String> options() {
		return List.of(
				"--spring.datasource.url=" + this.postgres.getJdbcUrl("postgres", "postgres")
					.replace(":" + this.postgresPort + "/", ":" + this.toPostgres.port() + "/"),
				"--spring.datasource.username=postgres",
				"--spring.data.redis.url=redis://localhost:" + this.toRedis.port());
	}

	public DataSource database() {
		return this.postgres.getPostgresDatabase();
	}

	public Cable toPostgres() {
		return this.toPostgres;
	}

	public Cable toRedis() {
		return this.toRedis;
	}

	public void stopPostgres() {
		io(this.postgres::close);
	}

	public void startPostgres() {
		this.postgres = postgres(this.data, this.postgresPort);
	}

	/** Starts another PostgreSQL with the same data, as a standby has them. */
	public void startSuccessor() {
		Path copy = this.data.resolveSibling("successor");
		stopPostgres();
		// with the owner and the permissions, on which PostgreSQL insists
		run(List.of("cp", "-a", this.data.toString(), copy.toString()));
		startPostgres();
		this.successor = postgres(copy, ServiceProcess.freePort());
	}

	/** Makes the first server take no more writes. Connections stay. */
	public void demotePostgres() {
		JdbcClient.create(database()).sql("alter system set default_transaction_read_only = on").update();
		JdbcClient.create(database()).sql("select pg_reload_conf()").query().singleValue();
	}

	/** Makes the address of the database lead to the new server. */
	public void leadToSuccessor() {
		this.toPostgres.lead(successorServer().getPort());
	}

	public DataSource successor() {
		return successorServer().getPostgresDatabase();
	}

	/** An address that names both servers, and asks for the one that takes writes. */
	public String addressOfBoth() {
		return "jdbc:postgresql://localhost:%d,localhost:%d/postgres?user=postgres&targetServerType=primary&hostRecheckSeconds=2"
			.formatted(this.postgresPort, successorServer().getPort());
	}

	private EmbeddedPostgres successorServer() {
		return Objects.requireNonNull(this.successor);
	}

	public void stopRedis() {
		io(this.redis::stop);
	}

	public void startRedis() {
		this.redis = redis();
	}

	/**
	 * Makes the server and each of its processes stand still: connections stay open, and
	 * nothing answers.
	 */
	public Frozen freezePostgres() {
		try {
			long server = Long.parseLong(Files.readAllLines(this.data.resolve("postmaster.pid")).get(0).strip());
			return new Frozen(ProcessHandle.of(server).orElseThrow());
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	public Frozen freezeRedis() {
		try (RedisClient client = RedisClient.create("redis://localhost:" + this.redisPort)) {
			long server = client.connect()
				.sync()
				.info("server")
				.lines()
				.filter((line) -> line.startsWith("process_id:"))
				.map((line) -> Long.parseLong(line.substring("process_id:".length()).strip()))
				.findFirst()
				.orElseThrow();
			return new Frozen(ProcessHandle.of(server).orElseThrow());
		}
	}

	@Override
	public void close() {
		this.toPostgres.close();
		this.toRedis.close();
		stopPostgres();
		if (this.successor != null) {
			io(this.successor::close);
		}
		stopRedis();
	}

	private static EmbeddedPostgres postgres(Path data, int port) {
		try {
			return EmbeddedPostgres.builder()
				.setDataDirectory(data)
				.setCleanDataDirectory(false)
				.setPort(port)
				.setPGStartupWait(Duration.ofSeconds(60))
				.start();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private RedisServer redis() {
		try {
			RedisServer server = RedisServer.newRedisServer().port(this.redisPort).setting("save \"\"").build();
			server.start();
			return server;
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private static void run(List<String> command) {
		try {
			new ProcessBuilder(command).inheritIO().start().waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static void io(Step step) {
		try {
			step.run();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private interface Step {

		void run() throws IOException;

	}

	/**
	 * A server that stands still until this is closed.
	 */
	public static final class Frozen implements AutoCloseable {

		private final List<ProcessHandle> processes = new ArrayList<>();

		private boolean thawed;

		/** The server first, so that it makes no more of the others. */
		private Frozen(ProcessHandle server) {
			this.processes.add(server);
			signal("-STOP", List.of(server));
			List<ProcessHandle> others = server.descendants().toList();
			this.processes.addAll(others);
			signal("-STOP", others);
		}

		@Override
		public void close() {
			if (!this.thawed) {
				this.thawed = true;
				signal("-CONT", this.processes);
			}
		}

		private static void signal(String signal, List<ProcessHandle> processes) {
			List<String> command = Stream.concat(Stream.of("kill", signal),
					processes.stream().filter(ProcessHandle::isAlive).map((process) -> String.valueOf(process.pid())))
				.toList();
			if (command.size() == 2) {
				return;
			}
			run(command);
		}

	}

}
