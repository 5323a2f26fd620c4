package dev.gatehouse.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Warms each subject with its own load, measures the subjects in turns, and prints medians with the least and the most, and ratios
 * to the first subject of the same round, since the machine drifts.
 */
final class Rounds {

	private final Duration warm;

	private final Duration time;

	private final int rounds;

	private final LongSupplier statements;

	private final Map<String, Subject> subjects = new LinkedHashMap<>();

	/**
	 * Reads how long to measure.
	 * @param statements how many statements the database has run so far, or null
	 */
	Rounds(String[] args, LongSupplier statements) {
		this.warm = Duration.ofSeconds(Service.option(args, "warm", 60));
		this.time = Duration.ofSeconds(Service.option(args, "run", 10));
		this.rounds = Service.option(args, "rounds", 5);
		this.statements = statements;
	}

	void add(String name, Service service, Load load) {
		this.subjects.put(name, new Subject(service, load, new ArrayList<>()));
	}

	void run() throws Exception {
		for (Subject subject : this.subjects.values()) {
			subject.load.run(this.warm);
		}
		for (int round = 0; round < this.rounds; round++) {
			for (Subject subject : this.subjects.values()) {
				subject.figures.add(measure(subject));
			}
		}
		print();
	}

	private Figures measure(Subject subject) throws Exception {
		subject.load.run(this.time.dividedBy(5)); // others have just used the caches of the processor
		Duration cpu = subject.service.cpu();
		long statementsBefore = (this.statements != null) ? this.statements.getAsLong() : 0;
		long start = System.nanoTime();
		long[] times = subject.load.run(this.time);
		double seconds = (System.nanoTime() - start) / 1e9;
		long ran = (this.statements != null) ? this.statements.getAsLong() - statementsBefore : 0;
		return new Figures(times.length / seconds, times[times.length / 2] / 1e6, times[(int) (times.length * 0.99)] / 1e6,
				subject.service.cpu().minus(cpu).toNanos() / 1e3 / times.length, (double) ran / times.length);
	}

	private void print() {
		System.out.printf("%n%-34s %10s %17s %6s %13s %7s %7s %10s %10s%n", "medians of " + this.rounds, "requests/s", "least to most", "ratio",
				"least to most", "p50 ms", "p99 ms", "CPU us/req", "stmts/req");
		List<Figures> base = this.subjects.values().iterator().next().figures;
		this.subjects.forEach((name, subject) -> {
			double[] rates = subject.of(Figures::rate);
			double[] ratios = new double[rates.length];
			for (int i = 0; i < rates.length; i++) {
				ratios[i] = rates[i] / base.get(i).rate();
			}
			Arrays.sort(rates);
			double ratio = Service.median(ratios);
			Arrays.sort(ratios);
			System.out.printf("%-34s %10.0f %8.0f-%8.0f %6.2f %6.2f-%6.2f %7.2f %7.2f %10.1f %10.4f%n", name, Service.median(rates), rates[0],
					rates[rates.length - 1], ratio, ratios[0], ratios[ratios.length - 1], Service.median(subject.of(Figures::p50)),
					Service.median(subject.of(Figures::p99)), Service.median(subject.of(Figures::cpu)),
					Service.median(subject.of(Figures::statements)));
		});
	}

	private record Subject(Service service, Load load, List<Figures> figures) {

		double[] of(java.util.function.ToDoubleFunction<Figures> figure) {
			return this.figures.stream().mapToDouble(figure).toArray();
		}

	}

	/** One round of one subject. */
	private record Figures(double rate, double p50, double p99, double cpu, double statements) {

	}

}
