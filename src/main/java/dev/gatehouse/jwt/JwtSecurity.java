package dev.gatehouse.jwt;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/**
 * The beans of this folder, the chain of access tokens, and, where the last chain is on,
 * a chain that opens the path of the published keys.
 */
@AutoConfiguration(before = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
@ComponentScan
@EnableConfigurationProperties(JwtProperties.class)
class JwtSecurity {

	@Bean
	Scheme.Door accessTokenDoor(JwtProperties properties) {
		return new Scheme.Door(Scheme.JWT, (text) -> text.matches("eyJ[^.]*\\.[^.]*\\.[^.]*"),
				"This is an access token: send it as bearer to " + String.join(", ", properties.paths()));
	}

	@Bean
	@Order(ChainOrder.JWT)
	SecurityFilterChain jwtChain(HttpSecurity http, ChainDefaults defaults, JwtProperties properties,
			AccessTokenAuthenticationConverter converter, AccessTokenAuthenticationProvider provider,
			ObjectProvider<JwtChain> parts) {
		defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT)
			.securityMatcher(properties.paths().toArray(String[]::new))
			.addFilterBefore(defaults.filter(converter, provider::authenticate), AnonymousAuthenticationFilter.class);
		parts.orderedStream().forEach((part) -> part.customize(http));
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
	}

	@Bean
	@ConditionalOnProperty(name = "gatehouse.last-chain", matchIfMissing = true)
	@Order(ChainOrder.JWT)
	SecurityFilterChain jwksChain(HttpSecurity http, ChainDefaults defaults) {
		return defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT)
			.securityMatcher(JwksController.PATH)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
