package dev.gatehouse.bench;

import java.io.IOException;
import java.io.File;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the time from the start of a process to its first 200, in turns: a bare endpoint, an empty service with the same starters,
 * and this service; from the jar, and extracted with an archive of their classes (AppCDS).
 */
final class Start {

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	public static void main(String[] args) throws Exception {
		int rounds = Service.option(args, "rounds", 5);
		Map<String, String> jars = new LinkedHashMap<>();
		jars.put("bare", "target/peers/bare/bare.jar");
		jars.put("empty", "target/peers/empty/empty.jar");
		try (Stream<Path> built = Files.list(Path.of("target"))) {
			jars.put("ours", built.filter((file) -> file.toString().matches(".*gatehouse-[^/]*\\.jar")).findFirst().orElseThrow().toString());
		}
		Map<String, List<String>> commands = new LinkedHashMap<>();
		jars.forEach((name, jar) -> commands.put(name + ", plain", List.of("-jar", jar)));
		for (Map.Entry<String, String> jar : jars.entrySet()) {
			commands.put(jar.getKey() + ", with a cache", archived(jar.getKey(), jar.getValue()));
		}
		Map<String, double[]> times = new LinkedHashMap<>();
		Map<String, double[]> cpu = new LinkedHashMap<>();
		for (String name : commands.keySet()) {
			times.put(name, new double[rounds]);
			cpu.put(name, new double[rounds]);
		}
		for (int round = -1; round < rounds; round++) { // the first fills the caches of the disk
			for (Map.Entry<String, List<String>> command : commands.entrySet()) {
				double[] seconds = start(command.getKey(), command.getValue());
				if (round >= 0) {
					times.get(command.getKey())[round] = seconds[0];
					cpu.get(command.getKey())[round] = seconds[1];
				}
			}
		}
		System.out.printf("%n%-24s %8s %14s %12s %12s %8s %12s%n", "start to first 200, s", "median", "least to most", "to bare", "to empty",
				"CPU, s", "to empty");
		times.forEach((name, values) -> {
			String cache = name.substring(name.indexOf(','));
			double[] sorted = values.clone();
			Arrays.sort(sorted);
			System.out.printf("%-24s %8.2f %6.2f - %5.2f %12.2f %12.2f %8.2f %12.2f%n", name, Service.median(values), sorted[0], sorted[sorted.length - 1],
					Service.median(values) / Service.median(times.get("bare" + cache)),
					Service.median(values) / Service.median(times.get("empty" + cache)), Service.median(cpu.get(name)),
					Service.median(cpu.get(name)) / Service.median(cpu.get("empty" + cache)));
		});
		for (Map.Entry<String, String> jar : jars.entrySet()) {
			System.out.printf("%s: %.1f MB%n", jar.getKey(), Files.size(Path.of(jar.getValue())) / 1e6);
		}
	}

	/** As the container does, with what Java 17 can do. */
	private static List<String> archived(String name, String jar) throws Exception {
		Path folder = Path.of("target", "start", name);
		new ProcessBuilder(JAVA, "-Djarmode=tools", "-jar", jar, "extract", "--force", "--destination", folder.toString()).inheritIO()
			.start()
			.waitFor();
		String extracted = folder.resolve(new File(jar).getName()).toString();
		String archive = folder.resolve("classes.jsa").toString();
		start(name, List.of("-XX:ArchiveClassesAtExit=" + archive, "-jar", extracted));
		return List.of("-XX:SharedArchiveFile=" + archive, "-jar", extracted);
	}

	/** The time to the first answer, and the time of the processors until then. */
	private static double[] start(String name, List<String> options) throws Exception {
		int port = Service.freePort();
		List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx256m", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
		command.addAll(options);
		command.addAll(List.of("--server.port=" + port, "--logging.level.root=warn"));
		long start = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.to(new File("target/start.log")))
			.start();
		try {
			while (!isUp(port, name.startsWith("ours") ? "/actuator/health" : "/open")) {
				if (!process.isAlive() || System.nanoTime() - start > 120e9) {
					throw new IllegalStateException(name + " did not start: see target/start.log");
				}
				Thread.sleep(5);
			}
			double seconds = (System.nanoTime() - start) / 1e9;
			return new double[] { seconds, process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9 };
		}
		finally {
			process.destroy();
			process.waitFor();
		}
	}

	private static boolean isUp(int port, String path) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
		}
		catch (IOException notYet) {
			return false;
		}
	}

}
