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
 * Whether the service is up, for whoever asks on the public port while the actuator has a
 * port of its own. Asks nobody, so that it costs nothing.
 */
@ApiController
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
record PublicHealthController(ApplicationAvailability availability) {

	@GetMapping({ "/actuator/health", "/actuator/health/readiness" })
	ResponseEntity<Health> readiness() {
		boolean ready = this.availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
		return ready ? ResponseEntity.ok(new Health("UP"))
				: ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Health("OUT_OF_SERVICE"));
	}

	@GetMapping("/actuator/health/liveness")
	ResponseEntity<Health> liveness() {
		boolean live = this.availability.getLivenessState() == LivenessState.CORRECT;
		return live ? ResponseEntity.ok(new Health("UP"))
				: ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Health("DOWN"));
	}

	/** In Spring Boot's words. */
	record Health(String status) {

	}

}
