package dev.gatehouse.host.pages;

import java.time.Clock;
import java.time.temporal.ChronoUnit;

import dev.gatehouse.host.edge.GatehouseProperties;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Tells where to report a vulnerability, if that is configured (RFC 9116).
 */
@ApiController
record SecurityContactController(GatehouseProperties properties, Clock clock) {

	private static final int DAYS = 90;

	@GetMapping(path = "/.well-known/security.txt", produces = MediaType.TEXT_PLAIN_VALUE)
	String contact() {
		if (this.properties.securityContact().isEmpty()) {
			throw new ProblemException(CommonProblem.NOT_FOUND);
		}
		return "Contact: %s\nExpires: %s\n".formatted(this.properties.securityContact(),
				this.clock.instant().truncatedTo(ChronoUnit.DAYS).plus(DAYS, ChronoUnit.DAYS));
	}

}
