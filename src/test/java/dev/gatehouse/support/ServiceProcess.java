package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service in a process of its own, started as a newcomer starts it, with the stand-in
 * beside it.
 */
public final class ServiceProcess implements AutoCloseable {

	private final int port = freePort();

	private final int standInPort = freePort();

	private final int managementPort = freePort();

	private final int healthPort;

	private final Path log;

	private final Process process;

	private ServiceProcess(Path folder, boolean production, String... options) throws IOException {
		this.healthPort = production ? this.managementPort : this.port;
		this.log = folder.resolve("service.log");
		Stream<String> java = Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		Stream<String> settings = production ? inProduction() : inDemo();
		ProcessBuilder builder = new ProcessBuilder(
				Stream.of(java, settings, Stream.of(options)).flatMap(Function.identity()).toList());
		builder.environment().keySet().removeIf((name) -> name.matches("(GATEHOUSE|GITHUB|SPRING|SERVER)_.*"));
		this.process = builder.redirectErrorStream(true).redirectOutput(this.log.toFile()).start();
	}

	private Stream<String> inDemo() {
		return Stream.of("dev.gatehouse.TestGatehouseApplication", "--server.port=" + this.port,
				"--gatehouse.public-url=http://localhost:" + this.port, "--stand-in.port=" + this.standInPort);
	}

	/** Behind a proxy on this machine, which these tests are. */
	private Stream<String> inProduction() {
		return Stream.of("dev.gatehouse.GatehouseApplication", "--spring.profiles.active=prod",
				"--server.port=" + this.port, "--management.server.port=" + this.managementPort,
				"--gatehouse.public-url=https://api.example.com", "--gatehouse.trusted-proxies=127.0.0.1,::1",
				"--gatehouse.drain=0s");
	}

	/**
	 * Starts the service and waits until it answers.
	 * @param folder where the log goes
	 * @param options Spring Boot's command line
	 * @return the running service
	 */
	public static ServiceProcess start(Path folder, String... options) {
		return start(folder, false, options);
	}

	/**
	 * The same in the profile {@code prod}, which asks for stores and secrets.
	 */
	public static ServiceProcess startInProduction(Path folder, String... options) {
		return start(folder, true, options);
	}

	private static ServiceProcess start(Path folder, boolean production, String... options) {
		try {
			ServiceProcess service = new ServiceProcess(folder, production, options);
			await().atMost(Duration.ofSeconds(120)).until(() -> !service.process.isAlive() || service.isHealthy());
			assertThat(service.process.isAlive()).as("%s", service.log()).isTrue();
			return service;
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	public int port() {
		return this.port;
	}

	public int managementPort() {
		return this.managementPort;
	}

	public int standInPort() {
		return this.standInPort;
	}

	public String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	/**
	 * What each thread of the process is doing, as the JDK's own tool tells; virtual ones
	 * are in a file alone.
	 */
	public List<String> threads() {
		try {
			Path dump = this.log.resolveSibling("threads.txt");
			boolean virtual = Runtime.version().feature() >= 21;
			String told = jcmd(
					virtual ? List.of("Thread.dump_to_file", "-overwrite", dump.toString()) : List.of("Thread.print"));
			return Stream.of((virtual ? Files.readString(dump) : told).split("\n\n"))
				.filter((thread) -> thread.matches("(?s)(#\\d+ )?\".*"))
				.toList();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private String jcmd(List<String> command) throws IOException {
		List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				String.valueOf(this.process.pid())));
		all.addAll(command);
		Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
		return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	/** Stops the process in the middle of whatever it does, until {@link #resume}. */
	public void pause() {
		signal("STOP");
	}

	public void resume() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start().onExit().join();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	/** Ends the process without a chance to tidy up. */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** A secret as a deployment makes one. */
	public static String secret() {
		byte[] bytes = new byte[32];
		ThreadLocalRandom.current().nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	/** A port that was free a moment ago. */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private boolean isHealthy() {
		try {
			return new Http("http://localhost:" + this.healthPort).get("/actuator/health").send().status() == 200;
		}
		catch (UncheckedIOException notYet) {
			return false;
		}
	}

}
