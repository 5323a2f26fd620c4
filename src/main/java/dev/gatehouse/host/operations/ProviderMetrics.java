package dev.gatehouse.host.operations;

import dev.gatehouse.oauth2.LoginGate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * Shows how many logins wait for a provider.
 */
@Component
record ProviderMetrics(LoginGate gate) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("gatehouse.provider.waiting", this.gate, LoginGate::waiting)
			.description("logins that wait for a provider's answer, of fifty at most")
			.register(registry);
	}

}
