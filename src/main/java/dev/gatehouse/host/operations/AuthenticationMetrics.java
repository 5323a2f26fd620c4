package dev.gatehouse.host.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.gatehouse.caller.AuthenticationOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Counts how callers fared: {@code gatehouse.auth} by {@code scheme} and {@code outcome}.
 */
@Component
class AuthenticationMetrics {

	private final MeterRegistry registry;

	/** Cached: a look-up in the registry costs more than the increment. */
	private final Map<AuthenticationOutcome, Counter> counters = new ConcurrentHashMap<>();

	AuthenticationMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@EventListener
	void count(AuthenticationOutcome outcome) {
		this.counters.computeIfAbsent(outcome, this::counter).increment();
	}

	private Counter counter(AuthenticationOutcome outcome) {
		return Counter.builder("gatehouse.auth")
			.description("credentials that were presented, by way in and outcome")
			.tag("scheme", outcome.scheme())
			.tag("outcome", outcome.outcome())
			.register(this.registry);
	}

}
