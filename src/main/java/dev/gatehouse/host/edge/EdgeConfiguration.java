package dev.gatehouse.host.edge;

import java.util.EnumSet;
import java.util.List;

import dev.gatehouse.caller.ResponseHeaders;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/**
 * The filters before all chains, in order: the request id (in {@code problem}), the
 * headers of every answer, the answer to faults, the refusal of plain http, and CORS.
 * Before them, the valve reads the proxies' headers.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ CorsProperties.class, GatehouseProperties.class })
class EdgeConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> trustedProxies(GatehouseProperties properties) {
		List<String> proxies = properties.trustedProxies().stream().filter((proxy) -> !proxy.isBlank()).toList();
		return (tomcat) -> {
			if (!proxies.isEmpty()) {
				tomcat.addEngineValves(new TrustedProxyValve(proxies));
			}
		};
	}

	@Bean
	FilterRegistrationBean<ResponseHeaders> responseHeaders() {
		return first(new ResponseHeaders(), 2);
	}

	@Bean
	FilterRegistrationBean<FaultFilter> faultFilter(ProblemWriter problems) {
		return first(new FaultFilter(problems), 3);
	}

	/**
	 * Refuses plain http on every path. It never redirects: the secret has already
	 * travelled in clear, and a client that follows redirects would go on sending it so.
	 */
	@Bean
	FilterRegistrationBean<Filter> httpsRequired(ProblemWriter problems, GatehouseProperties properties) {
		FilterRegistrationBean<Filter> registration = first((request, response, chain) -> {
			if (request.isSecure()) {
				chain.doFilter(request, response);
			}
			else {
				problems.write((HttpServletRequest) request, (HttpServletResponse) response,
						EdgeProblem.HTTPS_REQUIRED);
			}
		}, 4);
		// decided at start, whatever was set when the jar was built
		registration.setEnabled(properties.requireHttps());
		return registration;
	}

	@Bean
	FilterRegistrationBean<CorsFilter> corsFilter(ProblemWriter problems, CorsProperties properties) {
		CorsConfiguration rules = properties.configuration();
		CorsFilter filter = new CorsFilter((request) -> rules);
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
