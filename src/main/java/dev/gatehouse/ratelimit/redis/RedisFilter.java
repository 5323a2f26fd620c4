package dev.gatehouse.ratelimit.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out Redis and its client where no limit is shared: they would be a tenth of the
 * start.
 */
final class RedisFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final String REDIS = "org.springframework.boot.data.redis.";

	private boolean shared;

	@Override
	public void setEnvironment(Environment environment) {
		this.shared = "redis".equalsIgnoreCase(environment.getProperty("gatehouse.rate-limit.store"));
	}

	@Override
	public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
		boolean[] kept = new boolean[configurations.length];
		for (int i = 0; i < kept.length; i++) {
			String configuration = configurations[i];
			kept[i] = this.shared || configuration == null || !configuration.startsWith(REDIS);
		}
		return kept;
	}

}
