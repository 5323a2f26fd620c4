package dev.gatehouse.session.presence;

import java.time.Duration;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.AccessTokenAuthenticationConverter;
import dev.gatehouse.jwt.AccessTokenAuthenticationProvider;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.session.SessionCookies;
import dev.gatehouse.session.cookie.CookieGuard;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.validation.annotation.Validated;

/**
 * The chain of a proof of presence, which takes an access token as {@code /api} does.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceSecurity.RecentProperties.class)
class PresenceSecurity {

	@Bean
	@Order(ChainOrder.SESSION)
	SecurityFilterChain presenceChain(HttpSecurity http, ChainDefaults defaults, CookieGuard guard,
			SessionCookies cookies, AccessTokenAuthenticationConverter converter,
			AccessTokenAuthenticationProvider provider) {
		return guard.protect(defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT), cookies::areCredential)
			.securityMatcher(ReauthenticationController.PATH)
			.addFilterBefore(defaults.filter(converter, provider::authenticate), AnonymousAuthenticationFilter.class)
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.build();
	}

	/**
	 * How old a login may be.
	 *
	 * @param recent how long after a login its session may do what needs a recent one
	 */
	@Validated
	@ConfigurationProperties("gatehouse.session")
	record RecentProperties(@DefaultValue("10m") @DurationMin(minutes = 1) @DurationMax(hours = 1) Duration recent) {
	}

}
