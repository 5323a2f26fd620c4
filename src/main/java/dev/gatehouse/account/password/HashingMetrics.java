package dev.gatehouse.account.password;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;

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
		return (registry) -> ExecutorServiceMetrics.monitor(registry, pool.threads, "hashing");
	}

}
