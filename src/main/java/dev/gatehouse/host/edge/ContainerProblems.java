package dev.gatehouse.host.edge;

import java.io.IOException;

import dev.gatehouse.caller.ResponseHeaders;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.problem.RequestIdFilter;
import org.apache.catalina.Pipeline;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatusCode;

/**
 * Answers with a problem what Tomcat refuses before any filter runs, such as a request
 * line that it cannot parse, or a body that does not come. Tomcat's own answer would be
 * an HTML page.
 */
@Configuration(proxyBeanMethods = false)
class ContainerProblems {

	/** The request attribute for a code more precise than the status. */
	static final String CODE = ContainerProblems.class.getName();

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> containerProblemsCustomizer(ProblemWriter problems,
			ApiProperties properties, Environment environment) {
		String threads = Threading.VIRTUAL.isActive(environment) ? "max-connections" : "threads.max";
		int requests = environment.getRequiredProperty("server.tomcat." + threads, Integer.class);
		return (tomcat) -> {
			tomcat.addContextCustomizers((context) -> {
				Pipeline host = context.getParent().getPipeline();
				host.addValve(new ProblemValve(problems));
				host.addValve(new BodyValve((int) properties.maxBody().toBytes(), requests / 2));
			});
			// parsed within one read, which takes its own time; few clients send any
			tomcat.addConnectorCustomizers((connector) -> {
				connector.setProperty("maxExtensionSize", "0");
				connector.setProperty("maxTrailerSize", "8");
			});
		};
	}

	private static final class ProblemValve extends ErrorReportValve {

		private static final Logger logger = LoggerFactory.getLogger(ContainerProblems.class);

		private final ProblemWriter problems;

		ProblemValve(ProblemWriter problems) {
			this.problems = problems;
		}

		@Override
		protected void report(Request request, Response response, Throwable throwable) {
			int status = response.getStatus();
			if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
				return;
			}
			RequestIdFilter.assign(request, response);
			try {
				ResponseHeaders.writeTo(request, response);
				this.problems.write(request, response, (request.getAttribute(CODE) instanceof ProblemCode code) ? code
						: CommonProblem.of(HttpStatusCode.valueOf(status)));
				response.finishResponse();
			}
			catch (IOException disconnected) {
				logger.debug("The caller closed the connection before the answer with status {}", status);
			}
		}

	}

}
