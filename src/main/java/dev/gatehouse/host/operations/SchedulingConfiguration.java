package dev.gatehouse.host.operations;

import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Threads for scheduled tasks. With virtual threads Spring Boot would run all tasks on a
 * single thread, and a slow purge would delay the feed of changes.
 */
@Configuration(proxyBeanMethods = false)
class SchedulingConfiguration {

	@Bean
	ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
		return builder.build();
	}

}
