package dev.gatehouse.problem;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How refusals look.
 *
 * @param realm the protection space that every challenge names (RFC 9110 section 11.5)
 */
@ConfigurationProperties("gatehouse")
public record ProblemProperties(@DefaultValue("api") String realm) {

}
