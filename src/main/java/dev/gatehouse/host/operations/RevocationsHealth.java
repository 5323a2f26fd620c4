package dev.gatehouse.host.operations;

import dev.gatehouse.session.Revocations;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the list of revoked sessions is fresh enough to accept tokens by it.
 */
@Component("revocationsHealthIndicator")
record RevocationsHealth(Revocations revocations) implements HealthIndicator {

	@Override
	public Health health() {
		Health.Builder health = this.revocations.isFresh() ? Health.up() : Health.down();
		return health.withDetail("age", this.revocations.age().toString())
			.withDetail("sessions", this.revocations.size())
			.build();
	}

}
