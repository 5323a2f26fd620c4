package dev.gatehouse.attempt;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The beans of this folder.
 */
@AutoConfiguration
@ComponentScan
@EnableConfigurationProperties(LoginStarts.StartProperties.class)
@EnableScheduling
class AttemptConfiguration {

}
