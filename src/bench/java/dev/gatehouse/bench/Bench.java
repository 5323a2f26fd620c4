package dev.gatehouse.bench;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Starts the service in a process of its own, warms each door with its own load, measures
 * the doors in turns, and prints medians and ratios to the open door.
 */
final class Bench {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final HttpClient http = HttpClient.newHttpClient();

	public static void main(String[] args) throws Exception {
		Duration warm = Duration.ofSeconds(option(args, "warm", 60));
		Duration time = Duration.ofSeconds(option(args, "run", 10));
		int rounds = option(args, "rounds", 5);
		int port = freePort();
		Process server = start(port);
		try {
			Map<String, Load> doors = doors(port);
			for (Load door : doors.values()) {
				door.run(warm);
			}
			Map<String, Figures[]> figures = new LinkedHashMap<>();
			doors.keySet().forEach((name) -> figures.put(name, new Figures[rounds]));
			for (int round = 0; round < rounds; round++) {
				for (Map.Entry<String, Load> door : doors.entrySet()) {
					figures.get(door.getKey())[round] = measure(server, door.getValue(), time);
				}
			}
			print(figures);
		}
		finally {
			server.destroy();
			server.waitFor();
		}
	}

	private static Map<String, Load> doors(int port) throws Exception {
		Map<String, Load> doors = new LinkedHashMap<>();
		doors.put("open door", new Load(port, "/bench/open"));
		doors.put("API key, limit and usage on", new Load(port, "/api/data", "X-API-Key: " + KEY));
		doors.put("JWT", new Load(port, "/api/protected", "Authorization: Bearer " + token(port)));
		return doors;
	}

	private static Figures measure(Process server, Load door, Duration time) throws Exception {
		Duration before = server.info().totalCpuDuration().orElseThrow();
		long start = System.nanoTime();
		long[] times = door.run(time);
		double seconds = (System.nanoTime() - start) / 1e9;
		Duration cpu = server.info().totalCpuDuration().orElseThrow().minus(before);
		return new Figures(times.length / seconds, times[times.length / 2] / 1e6, times[(int) (times.length * 0.99)] / 1e6,
				cpu.toNanos() / 1e3 / times.length);
	}

	private static void print(Map<String, Figures[]> figures) {
		System.out.printf("%n%-30s %10s %7s %8s %8s %12s%n", "", "requests/s", "ratio", "p50 ms", "p99 ms", "CPU us/req");
		double[] open = null;
		for (Map.Entry<String, Figures[]> door : figures.entrySet()) {
			double[] rates = Arrays.stream(door.getValue()).mapToDouble(Figures::rate).toArray();
			open = (open != null) ? open : rates;
			double[] ratios = new double[rates.length];
			for (int i = 0; i < rates.length; i++) {
				ratios[i] = rates[i] / open[i]; // of the same round
			}
			System.out.printf("%-30s %10.0f %7.2f %8.2f %8.2f %12.1f%n", door.getKey(), median(rates), median(ratios),
					median(Arrays.stream(door.getValue()).mapToDouble(Figures::p50).toArray()),
					median(Arrays.stream(door.getValue()).mapToDouble(Figures::p99).toArray()),
					median(Arrays.stream(door.getValue()).mapToDouble(Figures::cpu).toArray()));
		}
	}

	private static Process start(int port) throws Exception {
		Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-cp", System.getProperty("java.class.path"), "dev.gatehouse.GatehouseApplication", "--server.port=" + port,
				"--logging.level.root=warn", "--server.tomcat.max-keep-alive-requests=-1",
				"--gatehouse.rate-limit.tiers.free.requests=1000000000")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.INHERIT)
			.start();
		for (int i = 0; i < 300 && server.isAlive(); i++) {
			try {
				get(port, "/actuator/health");
				return server;
			}
			catch (java.io.IOException notYet) {
				Thread.sleep(200);
			}
		}
		throw new IllegalStateException("the service did not start");
	}

	private static String token(int port) throws Exception {
		HttpRequest login = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/auth/login"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"username\":\"admin\",\"password\":\"secret\"}"))
			.build();
		String body = http.send(login, HttpResponse.BodyHandlers.ofString()).body();
		return body.replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
	}

	private static void get(int port, String path) throws Exception {
		http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				HttpResponse.BodyHandlers.discarding());
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private static int option(String[] args, String name, int otherwise) {
		return Arrays.stream(args)
			.filter((arg) -> arg.startsWith("--" + name + "="))
			.map((arg) -> Integer.parseInt(arg.substring(name.length() + 3)))
			.findFirst()
			.orElse(otherwise);
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/** One round at one door. */
	private record Figures(double rate, double p50, double p99, double cpu) {

	}

}
