package dev.gatehouse.ratelimit.redis;

import java.time.Duration;
import java.util.List;

import dev.gatehouse.ratelimit.Buckets.Level;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a replica does between two questions to the store.
 */
class ShareTests {

	private final Share share = new Share("key", new Budget(100, Duration.ofMinutes(1)));

	private final long now = System.nanoTime();

	@Test
	void spendWhenAnotherThreadIsToldMeanwhileThenDoesNotRefuse() {
		this.share.told(0, new Level(true, 50, 1_000_000), this.now + 1_000_000);
		assertThat(Share.spend(List.of(this.share), this.now)).hasSize(1).allMatch(Level::admits);
	}

	@Test
	void spendWhenEmptyThenRefusesUntilThereIsMore() {
		this.share.told(0, new Level(false, 0, 1_000_000), this.now);
		assertThat(Share.spend(List.of(this.share), this.now + 999_999)).hasSize(1).noneMatch(Level::admits);
		assertThat(Share.spend(List.of(this.share), this.now + 1_000_000)).isEmpty();
	}

}
