package dev.gatehouse.apikey;

import java.util.List;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.feed.ChangeSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Scheme one: the beans of this folder, and the chain whose paths take only an API key.
 */
@AutoConfiguration(before = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
@AutoConfigurationPackage
@ComponentScan
@EnableConfigurationProperties(ApiKeyProperties.class)
@EnableScheduling
class ApiKeySecurity {

	/** Takes the key as body, so that a finder can revoke it without a login. */
	static final String REVOKE_BY_POSSESSION = "/api/keys/revoke";

	@Bean
	ApiKeyFormat apiKeyFormat(ApiKeyProperties properties) {
		return new ApiKeyFormat(properties.prefix());
	}

	@Bean
	Scheme.Door apiKeyDoor(ApiKeyFormat format, ApiKeyProperties properties) {
		return new Scheme.Door(Scheme.API_KEY, format::isMeant,
				"This is an API key: send it as X-API-Key or as bearer to " + String.join(", ", properties.paths()));
	}

	@Bean
	ChangeSource apiKeyChanges() {
		return () -> "select id, changed_at from api_key where changed_at > :since";
	}

	@Bean
	@Fallback
	ApiKeyChain.Usage noUsage() {
		return new ApiKeyChain.Usage() {
		};
	}

	@Bean
	@Order(ChainOrder.API_KEY)
	SecurityFilterChain apiKeyChain(HttpSecurity http, ChainDefaults defaults, ApiKeyAuthenticationConverter converter,
			ApiKeyAuthenticationProvider provider, List<ApiKeyChain> plugged, ApiKeyProperties properties)
			throws Exception {
		defaults.apply(http, ApiKeyProblem.API_KEY_MISSING, Scheme.API_KEY);
		plugged.forEach((more) -> more.customize(http));
		return http.securityMatcher(properties.paths().toArray(String[]::new))
			.addFilter(defaults.filter(converter, provider::authenticate))
			.authorizeHttpRequests((requests) -> requests
				// whatever paths are configured, a key never manages keys
				.requestMatchers("/api/keys/**")
				.denyAll()
				.anyRequest()
				.hasAuthority("SCOPE_" + properties.requiredScope()))
			.build();
	}

	/** No credential is read here: the key in the body is one to be destroyed. */
	@Bean
	@Order(ChainOrder.API_KEY - 1)
	SecurityFilterChain revocationChain(HttpSecurity http, ChainDefaults defaults) throws Exception {
		return defaults.apply(http, ApiKeyProblem.API_KEY_MISSING, Scheme.API_KEY)
			.securityMatcher(PathPatternRequestMatcher.pathPattern(HttpMethod.POST, REVOKE_BY_POSSESSION))
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
