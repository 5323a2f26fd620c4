package dev.gatehouse.oauth2;

import java.util.List;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of logins at a provider.
 *
 * @param returnTargets the paths of this service where a login in a browser may end
 */
@Validated
@ConfigurationProperties("gatehouse.login")
record OAuth2Properties(
		@DefaultValue("/") List<@Size(max = 200) @Pattern(regexp = "/|(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?",
				message = "must be paths of this service, such as /app") String> returnTargets) {

}
