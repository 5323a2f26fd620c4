package dev.gatehouse.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;

/**
 * The beans of this folder.
 */
@AutoConfiguration
@ComponentScan
@EnableConfigurationProperties(ApiProperties.class)
class ProblemConfiguration {

}
