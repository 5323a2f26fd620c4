package dev.gatehouse.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures whether the time of a failed login tells why it failed: the four ways in turns,
 * the median of each, and its ratio to the median of all.
 */
final class LoginTiming {

	public static void main(String[] args) throws Exception {
		int rounds = Service.option(args, "rounds", 200);
		try (Service service = Service.start("--gatehouse.login.failures-per-account-and-address=1000000",
				"--gatehouse.login.failures-per-address=1000000", "--gatehouse.login.failures-per-account=1000000")) {
			Map<String, String> ways = ways(service);
			Map<String, double[]> times = new LinkedHashMap<>();
			ways.keySet().forEach((way) -> times.put(way, new double[rounds]));
			for (int round = -rounds / 4; round < rounds; round++) { // the first quarter warms up
				for (Map.Entry<String, String> way : ways.entrySet()) {
					long start = System.nanoTime();
					int status = service.send("POST", "/auth/login", way.getValue(), null).statusCode();
					if (status != 401) {
						throw new IllegalStateException(way.getKey() + " answered " + status);
					}
					if (round >= 0) {
						times.get(way.getKey())[round] = (System.nanoTime() - start) / 1e6;
					}
				}
			}
			print(times);
		}
	}

	private static Map<String, String> ways(Service service) throws Exception {
		String password = "plover kettle 7 umbrella";
		for (String name : new String[] { "somebody", "locked" }) {
			service.send("POST", "/auth/register", Service.credentials(name, password), null);
		}
		String admin = service.login("admin", "secret");
		String accounts = service.send("GET", "/api/accounts", "", admin).body();
		String id = accounts.replaceFirst("(?s).*\"id\":\"([^\"]+)\",\"subject\":\"locked\".*", "$1");
		service.send("PATCH", "/api/accounts/" + id, "{\"enabled\":false}", admin);
		Map<String, String> ways = new LinkedHashMap<>();
		ways.put("unknown user", Service.credentials("nobody", password));
		ways.put("wrong password", Service.credentials("somebody", "wrong"));
		ways.put("disabled account", Service.credentials("locked", password));
		ways.put("no password", Service.credentials("client_1", password));
		return ways;
	}

	private static void print(Map<String, double[]> times) {
		double all = Service.median(times.values().stream().flatMapToDouble(Arrays::stream).toArray());
		System.out.printf("%n%-20s %10s %8s%n", "login fails by", "median ms", "ratio");
		times.forEach((way, values) -> System.out.printf("%-20s %10.2f %8.3f%n", way, Service.median(values),
				Service.median(values) / all));
	}

}
