package dev.gatehouse.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Measures what a flood of logins does to callers with API keys: the latency of
 * {@code /api/data} before and during the flood, once with the limits as they are and once
 * with the limits lifted, as if the flood came from many addresses.
 */
final class LoginFlood {

	private static final int CONNECTIONS = 64;

	/** The interval of the requests on each connection, in milliseconds. */
	private static final int PACE = 10;

	public static void main(String[] args) throws Exception {
		Duration warm = Duration.ofSeconds(Service.option(args, "warm", 20));
		Duration time = Duration.ofSeconds(Service.option(args, "run", 20));
		System.out.printf("%n%-28s %8s %8s %8s %8s %7s   %s%n", "flood of 64 connections", "p50 idle", "p50", "p99 idle",
				"p99", "ratio", "logins by status");
		report("with the limits", warm, time);
		report("with the limits lifted", warm, time, "--gatehouse.login.failures-per-account-and-address=1000000000",
				"--gatehouse.login.failures-per-address=1000000000",
				"--gatehouse.login.failures-per-account=1000000000");
	}

	private static void report(String name, Duration warm, Duration time, String... options) throws Exception {
		try (Service service = Service.start(options)) {
			Load door = new Load(service.port(), "/api/data", "X-API-Key: " + Service.KEY);
			door.run(warm);
			flood(service.port(), Duration.ofSeconds(3)).join();
			door.paced(PACE, Duration.ofSeconds(3));
			long[] before = door.paced(PACE, time);
			Flood flood = flood(service.port(), time);
			long[] during = door.paced(PACE, time);
			Map<Integer, Integer> statuses = flood.join();
			System.out.printf("%-28s %8.2f %8.2f %8.2f %8.2f %7.2f   %s%n", name, at(before, 0.5), at(during, 0.5),
					at(before, 0.99), at(during, 0.99), at(during, 0.99) / at(before, 0.99), statuses);
		}
	}

	private static double at(long[] sorted, double part) {
		return sorted[(int) (sorted.length * part)] / 1e6;
	}

	private static Flood flood(int port, Duration time) {
		ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		long end = System.nanoTime() + time.toNanos();
		List<Future<Map<Integer, Integer>>> parts = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			parts.add(threads.submit(() -> {
				Map<Integer, Integer> statuses = new TreeMap<>();
				while (System.nanoTime() < end) {
					String name = "user" + ThreadLocalRandom.current().nextInt(1_000_000);
					HttpRequest login = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/auth/login"))
						.header("Content-Type", "application/json")
						.POST(HttpRequest.BodyPublishers.ofString(Service.credentials(name, "wrong")))
						.build();
					int status = client.send(login, HttpResponse.BodyHandlers.discarding()).statusCode();
					statuses.merge(status, 1, Integer::sum);
				}
				return statuses;
			}));
		}
		threads.shutdown();
		return new Flood(parts);
	}

	/** A running flood. */
	private record Flood(List<Future<Map<Integer, Integer>>> parts) {

		Map<Integer, Integer> join() throws Exception {
			Map<Integer, Integer> all = new TreeMap<>();
			for (Future<Map<Integer, Integer>> part : this.parts) {
				part.get().forEach((status, count) -> all.merge(status, count, Integer::sum));
			}
			return all;
		}

	}

}
