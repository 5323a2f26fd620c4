package dev.gatehouse.account.password;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Shows the work of the hashing pool, where Micrometer is on the class path.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterBinder.class)
class HashingMetrics {

	@Bean
	MeterBinder hashingMeters(HashingPool pool) {
		return (registry) -> {
			Gauge.builder("gatehouse.hashing.active", pool, HashingPool::active)
				.description("passwords that are being hashed or measured")
				.register(registry);
			Gauge.builder("gatehouse.hashing.waiting", pool, HashingPool::waiting)
				.description("passwords that wait to be hashed or measured")
				.register(registry);
		};
	}

}
