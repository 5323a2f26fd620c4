package dev.gatehouse.caller;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What all filter chains share.
 *
 * @param maxBody the largest request body that passes them
 * @param openPaths what stays open though no chain names it
 * @param trustedProxies addresses or networks whose word on addresses and https counts
 */
@ConfigurationProperties("gatehouse")
record CallerProperties(@DefaultValue("16KB") DataSize maxBody,
		@DefaultValue("/actuator/health/**") List<String> openPaths, @DefaultValue List<String> trustedProxies) {

}
