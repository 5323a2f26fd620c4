package dev.gatehouse.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Starts the service in a process of its own, warms each endpoint with its own load,
 * measures the endpoints in turns, and prints medians and ratios to the open endpoint.
 */
final class Doors {

	public static void main(String[] args) throws Exception {
		Duration warm = Duration.ofSeconds(Service.option(args, "warm", 60));
		Duration time = Duration.ofSeconds(Service.option(args, "run", 10));
		int rounds = Service.option(args, "rounds", 5);
		try (Service service = Service.start()) {
			Map<String, Load> doors = doors(service);
			for (Load door : doors.values()) {
				door.run(warm);
			}
			Map<String, Figures[]> figures = new LinkedHashMap<>();
			doors.keySet().forEach((name) -> figures.put(name, new Figures[rounds]));
			for (int round = 0; round < rounds; round++) {
				for (Map.Entry<String, Load> door : doors.entrySet()) {
					figures.get(door.getKey())[round] = measure(service, door.getValue(), time);
				}
			}
			print(figures);
		}
	}

	private static Map<String, Load> doors(Service service) throws Exception {
		Map<String, Load> doors = new LinkedHashMap<>();
		doors.put("open door", new Load(service.port(), "/bench/open"));
		doors.put("API key, limit and usage on", new Load(service.port(), "/api/data", "X-API-Key: " + Service.KEY));
		doors.put("JWT", new Load(service.port(), "/api/protected", "Authorization: Bearer " + service.login("admin", "secret")));
		return doors;
	}

	private static Figures measure(Service service, Load door, Duration time) throws Exception {
		Duration before = service.cpu();
		long start = System.nanoTime();
		long[] times = door.run(time);
		double seconds = (System.nanoTime() - start) / 1e9;
		Duration cpu = service.cpu().minus(before);
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
				ratios[i] = rates[i] / open[i]; // ratio within one round: the machine drifts
			}
			System.out.printf("%-30s %10.0f %7.2f %8.2f %8.2f %12.1f%n", door.getKey(), Service.median(rates), Service.median(ratios),
					Service.median(Arrays.stream(door.getValue()).mapToDouble(Figures::p50).toArray()),
					Service.median(Arrays.stream(door.getValue()).mapToDouble(Figures::p99).toArray()),
					Service.median(Arrays.stream(door.getValue()).mapToDouble(Figures::cpu).toArray()));
		}
	}

	/** One round at one endpoint. */
	private record Figures(double rate, double p50, double p99, double cpu) {

	}

}
