package dev.gatehouse.problem;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What all schemes share.
 *
 * @param realm the protection space that every challenge names (RFC 9110 section 11.5)
 * @param maxBody the largest request body
 * @param openPaths paths that stay open although no chain names them
 */
@ConfigurationProperties("gatehouse")
public record ApiProperties(@DefaultValue("api") String realm, @DefaultValue("16KB") DataSize maxBody,
		@DefaultValue("/actuator/health/**") List<String> openPaths) {

}
