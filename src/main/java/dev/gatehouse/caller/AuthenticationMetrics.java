package dev.gatehouse.caller;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts how callers fared: {@code gatehouse.auth} by {@code scheme} and {@code outcome},
 * which is {@code success} or the code of the refusal.
 */
@Component
public class AuthenticationMetrics {

	/** The outcome of a credential that was accepted. */
	public static final String SUCCESS = "success";

	private final MeterRegistry registry;

	/** By scheme, then by outcome; kept, since looking a meter up costs more than it. */
	private final Map<String, Map<String, Counter>> counters = new ConcurrentHashMap<>();

	AuthenticationMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Counts one request.
	 * @param scheme the way in, such as {@code api_key}
	 * @param outcome {@link #SUCCESS} or a problem's code; one of a few
	 */
	public void count(String scheme, String outcome) {
		Map<String, Counter> ofScheme = this.counters.get(scheme);
		Counter known = (ofScheme != null) ? ofScheme.get(outcome) : null; // without a
																			// lock
		((known != null) ? known : create(scheme, outcome)).increment();
	}

	private Counter create(String scheme, String outcome) {
		return this.counters.computeIfAbsent(scheme, (unknown) -> new ConcurrentHashMap<>())
			.computeIfAbsent(outcome, (unknown) -> counter(scheme, outcome));
	}

	private Counter counter(String scheme, String outcome) {
		return Counter.builder("gatehouse.auth")
			.description("credentials that were presented, by way in and outcome")
			.tag("scheme", scheme)
			.tag("outcome", outcome)
			.register(this.registry);
	}

}
