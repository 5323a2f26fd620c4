package dev.gatehouse.host.operations;

import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Threads for what is done every so often. With virtual threads Spring Boot would run all
 * of that on a single one, and a slow purge would hold up the reading of revocations.
 */
@Configuration(proxyBeanMethods = false)
class SchedulingSettings {

	@Bean
	ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
		return builder.build();
	}

}
