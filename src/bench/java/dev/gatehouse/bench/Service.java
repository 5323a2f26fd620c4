package dev.gatehouse.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The service in a process of its own, as all benchmarks start it.
 */
final class Service implements AutoCloseable {

	static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final HttpClient http = HttpClient.newHttpClient();

	private final int port;

	private final Process process;

	private Service(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	static Service start(String... options) throws Exception {
		return startWith("-Xmx128m", options);
	}

	static Service startWith(String heap, String... options) throws Exception {
		List<String> all = new ArrayList<>(List.of("--spring.main.sources=dev.gatehouse.bench.OpenController",
				"--gatehouse.open-paths=/bench/open,/actuator/health/**", "--gatehouse.rate-limit.tiers.free.requests=1000000000"));
		all.addAll(List.of(options));
		return launch("/actuator/health", List.of(heap, "-cp", System.getProperty("service.class.path"), "dev.gatehouse.GatehouseApplication"),
				all);
	}

	/** A small application of {@code src/bench/peers}. */
	static Service peer(String name, String... options) throws Exception {
		return launch("/open", List.of("-Xmx128m", "-jar", "target/peers/" + name + "/" + name + ".jar"), List.of(options));
	}

	private static Service launch(String path, List<String> java, List<String> options) throws Exception {
		int port = freePort();
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(java);
		command.addAll(List.of("--server.port=" + port, "--logging.level.root=warn", "--server.tomcat.max-keep-alive-requests=-1"));
		command.addAll(options);
		Service service = new Service(port, new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.INHERIT)
			.start());
		for (int i = 0; i < 300 && service.process.isAlive(); i++) {
			try {
				service.send("GET", path, "", null);
				return service;
			}
			catch (IOException notYet) {
				Thread.sleep(200);
			}
		}
		throw new IllegalStateException("the service did not start");
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.process.pid();
	}

	Duration cpu() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	String login(String username, String password) throws Exception {
		return member("access_token", send("POST", "/auth/login", credentials(username, password), null).body());
	}

	HttpResponse<String> send(String method, String path, String json, String bearer) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(json));
		if (bearer != null) {
			request.header("Authorization", "Bearer " + bearer);
		}
		return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	static String credentials(String username, String password) {
		return "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password);
	}

	static String member(String name, String json) {
		return json.replaceFirst("(?s).*\"" + name + "\":\"([^\"]+)\".*", "$1");
	}

	static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	static int option(String[] args, String name, int otherwise) {
		return Arrays.stream(args)
			.filter((arg) -> arg.startsWith("--" + name + "="))
			.map((arg) -> Integer.parseInt(arg.substring(name.length() + 3)))
			.findFirst()
			.orElse(otherwise);
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		this.process.waitFor();
	}

}
