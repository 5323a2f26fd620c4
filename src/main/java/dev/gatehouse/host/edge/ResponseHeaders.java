package dev.gatehouse.host.edge;

import java.util.EnumSet;
import java.util.List;

import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.caller.ClientAddresses;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;

/**
 * What stands before all chains: the request id, the headers of every answer, and the
 * answer to faults. The header filter is Spring Security's own, here instead of in each
 * chain, so that what the firewall refuses has the headers too.
 */
@Configuration(proxyBeanMethods = false)
public class ResponseHeaders {

	public static final String POLICY = "Content-Security-Policy";

	private static final String FOR_DATA = "default-src 'none'; frame-ancestors 'none'";

	public static final String FOR_PAGES = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private static final List<HeaderWriter> ALL = List.of(new XContentTypeOptionsHeaderWriter(),
			new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
			new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER), new HstsHeaderWriter(),
			ResponseHeaders::writeContentSecurityPolicy, ResponseHeaders::writeCacheControl);

	@Bean
	FilterRegistrationBean<ForwardedHttps> forwardedHttps(ClientAddresses addresses) {
		return first(new FilterRegistrationBean<>(new ForwardedHttps(addresses)), 0);
	}

	@Bean
	FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
		return first(new FilterRegistrationBean<>(new RequestIdFilter()), 1);
	}

	@Bean
	FilterRegistrationBean<HeaderWriterFilter> headerFilter() {
		return first(new FilterRegistrationBean<>(new HeadersOnErrorsTooFilter()), 2);
	}

	@Bean
	FilterRegistrationBean<FaultFilter> faultFilter(ProblemWriter problems) {
		return first(new FilterRegistrationBean<>(new FaultFilter(problems)), 3);
	}

	@Bean
	FilterRegistrationBean<ForwardedHttps.Required> httpsRequired(ProblemWriter problems,
			@Value("${gatehouse.require-https}") boolean required) {
		FilterRegistrationBean<ForwardedHttps.Required> registration = first(
				new FilterRegistrationBean<>(new ForwardedHttps.Required(problems)), 4);
		registration.setEnabled(required); // at start, whatever was set when the jar was
											// built
		return registration;
	}

	/** For answers that the container gives by itself, before any filter. */
	static void writeTo(HttpServletRequest request, HttpServletResponse response) {
		ALL.forEach((writer) -> writer.writeHeaders(request, response));
	}

	private static <T extends FilterRegistrationBean<?>> T first(T registration, int place) {
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
		registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		return registration;
	}

	private static void writeContentSecurityPolicy(HttpServletRequest request, HttpServletResponse response) {
		if (!response.containsHeader(POLICY)) {
			String type = response.getContentType();
			boolean page = type != null && type.startsWith(MediaType.TEXT_HTML_VALUE);
			response.setHeader(POLICY, page ? FOR_PAGES : FOR_DATA);
		}
	}

	private static void writeCacheControl(HttpServletRequest request, HttpServletResponse response) {
		if (!response.containsHeader(HttpHeaders.CACHE_CONTROL)) {
			response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		}
	}

	/** The stock filter passes over what the container refused, such as TRACE. */
	private static final class HeadersOnErrorsTooFilter extends HeaderWriterFilter {

		HeadersOnErrorsTooFilter() {
			super(ALL);
		}

		@Override
		protected boolean shouldNotFilterErrorDispatch() {
			return false;
		}

	}

}
