package dev.gatehouse.host.start;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says how to choose another port.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TakenPort extends AbstractFailureAnalyzer<PortInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
		return new FailureAnalysis("Another process has port " + cause.getPort() + ".",
				"End it, or choose another port: --server.port=9200 (with Maven,"
						+ " -Dspring-boot.run.arguments=--server.port=9200).",
				cause);
	}

}
