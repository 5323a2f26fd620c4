package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

	private final Path log;

	private final Process process;

	private ServiceProcess(Path folder, String... options) throws IOException {
		this.log = folder.resolve("service.log");
		Stream<String> command = Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				"dev.gatehouse.TestGatehouseApplication", "--server.port=" + this.port,
				"--gatehouse.public-url=http://localhost:" + this.port, "--stand-in.port=" + this.standInPort);
		ProcessBuilder builder = new ProcessBuilder(Stream.concat(command, Stream.of(options)).toList());
		builder.environment().keySet().removeIf((name) -> name.matches("(GATEHOUSE|GITHUB|SPRING|SERVER)_.*"));
		this.process = builder.redirectErrorStream(true).redirectOutput(this.log.toFile()).start();
	}

	/**
	 * Starts the service and waits until it answers.
	 * @param folder where the log goes
	 * @param options Spring Boot's command line
	 * @return the running service
	 */
	public static ServiceProcess start(Path folder, String... options) {
		try {
			ServiceProcess service = new ServiceProcess(folder, options);
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
			return new Http("http://localhost:" + this.port).get("/actuator/health").send().status() == 200;
		}
		catch (UncheckedIOException notYet) {
			return false;
		}
	}

}
