package dev.gatehouse.host.operations;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.caller.AuthenticationOutcome;
import dev.gatehouse.session.RefreshOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Counts credentials by outcome: {@code gatehouse.auth} also by {@code scheme}, and
 * {@code gatehouse.refresh}.
 */
@Component
class OutcomeMetrics {

	private final MeterProvider<Counter> authentications;

	private final MeterProvider<Counter> refreshes;

	private final Counter dropped;

	private final AtomicLong expiringKeys = new AtomicLong();

	/** Cached: a look-up in the registry costs more than the increment. */
	private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

	OutcomeMetrics(MeterRegistry registry) {
		this.authentications = Counter.builder("gatehouse.auth")
			.description("credentials that were presented, by scheme and outcome")
			.withRegistry(registry);
		this.refreshes = Counter.builder("gatehouse.refresh")
			.description("refresh tokens that were presented, by outcome")
			.withRegistry(registry);
		this.dropped = Counter.builder("gatehouse.audit.dropped")
			.description("events that the audit trail had no room for, because a cause had too many that day")
			.register(registry);
		Gauge.builder("gatehouse.keys.expiring", this.expiringKeys, AtomicLong::get)
			.description("API keys without a successor that end within gatehouse.api-key.notice")
			.register(registry);
	}

	@EventListener
	void count(AuthenticationOutcome outcome) {
		this.counters
			.computeIfAbsent(List.of(outcome.scheme(), outcome.outcome()),
					(first) -> this.authentications.withTags("scheme", first.get(0), "outcome", first.get(1)))
			.increment();
	}

	@EventListener
	void count(AuditTrail.Dropped event) {
		this.dropped.increment();
	}

	@EventListener
	void count(ApiKeyChanged.Expiring expiring) {
		this.expiringKeys.set(expiring.keys());
	}

	@EventListener
	void count(RefreshOutcome refresh) {
		this.refreshes.withTag("outcome", refresh.outcome()).increment();
	}

}
