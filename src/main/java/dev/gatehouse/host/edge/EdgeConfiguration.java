package dev.gatehouse.host.edge;

import java.util.EnumSet;
import java.util.List;

import dev.gatehouse.caller.ResponseHeaders;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.CorsFilter;

/**
 * What stands before all chains, in order: https, then (in {@code problem}) the request
 * id, the headers of every answer, the answer to faults, the refusal of plain http, and
 * CORS.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsProperties.class)
class EdgeConfiguration {

	@Bean
	FilterRegistrationBean<ForwardedHttps> forwardedHttps(
			@Value("${gatehouse.trusted-proxies:}") List<String> proxies) {
		return first(new ForwardedHttps(new ClientAddresses(proxies)), 0);
	}

	@Bean
	FilterRegistrationBean<ResponseHeaders> responseHeaders() {
		return first(new ResponseHeaders(), 2);
	}

	@Bean
	FilterRegistrationBean<FaultFilter> faultFilter(ProblemWriter problems) {
		return first(new FaultFilter(problems), 3);
	}

	@Bean
	FilterRegistrationBean<ForwardedHttps.Required> httpsRequired(ProblemWriter problems,
			@Value("${gatehouse.require-https}") boolean required) {
		FilterRegistrationBean<ForwardedHttps.Required> registration = first(new ForwardedHttps.Required(problems), 4);
		// at start, whatever was set when the jar was built
		registration.setEnabled(required);
		return registration;
	}

	@Bean
	FilterRegistrationBean<CorsFilter> corsFilter(ProblemWriter problems, CorsProperties properties) {
		CorsFilter filter = new CorsFilter((request) -> properties.configuration());
		filter.setCorsProcessor(new ProblemCorsProcessor(problems));
		FilterRegistrationBean<CorsFilter> registration = first(filter, 5);
		registration.setEnabled(!properties.allowedOrigins().isEmpty());
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		return registration;
	}

	private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int place) {
		FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
		registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		return registration;
	}

}
