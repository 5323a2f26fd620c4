package dev.gatehouse.ratelimit;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/**
 * The beans of this folder. Redis has its own configuration, which needs its client on
 * the class path.
 */
@AutoConfiguration
@ComponentScan(excludeFilters = @ComponentScan.Filter(type = FilterType.CUSTOM,
		classes = AutoConfigurationExcludeFilter.class))
class RateLimitConfiguration {

}
