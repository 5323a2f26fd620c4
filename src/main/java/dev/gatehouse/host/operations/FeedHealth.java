package dev.gatehouse.host.operations;

import dev.gatehouse.feed.ChangeFeed;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the feed of changes is fresh enough to accept keys and tokens by it.
 */
@Component("feedHealthIndicator")
record FeedHealth(ChangeFeed feed) implements HealthIndicator {

	@Override
	public Health health() {
		Health.Builder health = this.feed.isFresh() ? Health.up() : Health.down();
		return health.withDetail("age", this.feed.age().toString()).withDetail("changes", this.feed.size()).build();
	}

}
