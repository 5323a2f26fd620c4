package dev.gatehouse.host.operations;

import dev.gatehouse.problem.ApiController;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Health on the public port while the actuator has a port of its own. Asks no store, so
 * that it costs nothing.
 */
@ApiController
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
record PublicHealthController(ApplicationAvailability availability) {

	@GetMapping({ "/actuator/health", "/actuator/health/readiness" })
	ResponseEntity<Health> readiness() {
		return health(this.availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC, "OUT_OF_SERVICE");
	}

	@GetMapping("/actuator/health/liveness")
	ResponseEntity<Health> liveness() {
		return health(this.availability.getLivenessState() == LivenessState.CORRECT, "DOWN");
	}

	private static ResponseEntity<Health> health(boolean good, String otherwise) {
		return good ? ResponseEntity.ok(new Health("UP"))
				: ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Health(otherwise));
	}

	/** In Spring Boot's terms. */
	record Health(String status) {
	}

}
