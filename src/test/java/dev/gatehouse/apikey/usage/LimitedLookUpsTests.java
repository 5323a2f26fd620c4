package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.apikey.TestApiKeys;
import dev.gatehouse.ratelimit.RateLimitProperties;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many look-ups an address gets.
 */
class LimitedLookUpsTests {

	private static final int MAX = 30;

	private final RateLimitProperties properties = new RateLimitProperties(RateLimitProperties.Store.LOCAL, Map.of(),
			MAX);

	private final LimitedLookUps limit = new LimitedLookUps(
			new AddressLimit(this.properties, (key, request) -> false, Clock.systemUTC()), null, this.properties);

	private final AtomicInteger lookUps = new AtomicInteger();

	@Test
	void lookUpsWhenNoneIsGenuineThenAreAsManyAsTheLimit() {
		ApiKeySecret one = TestApiKeys.random();
		Together.run(300, 16, (i) -> lookUp((i % 2 == 0) ? one : TestApiKeys.random(), false));
		// one token comes back every two seconds
		assertThat(this.lookUps.get()).isBetween(MAX, MAX + 5);
	}

	@Test
	void lookUpsWhenAllAreGenuineThenAreNotLimited() {
		ApiKeySecret one = TestApiKeys.random();
		Together.run(300, 16, (i) -> lookUp(one, true));
		assertThat(this.lookUps.get()).isEqualTo(300);
		IntStream.range(0, 100).forEach((i) -> lookUp(TestApiKeys.random(), true));
		assertThat(this.lookUps.get()).isEqualTo(400);
	}

	@Test
	void lookUpsWhenBeyondTheLimitThenRunLater() {
		IntStream.range(0, MAX + 1).forEach((i) -> lookUp(TestApiKeys.random(), false));
		int before = this.lookUps.get();
		this.limit.runNext();
		assertThat(this.lookUps.get()).isEqualTo(before + 1);
		this.limit.runNext();
		assertThat(this.lookUps.get()).isEqualTo(before + 1);
	}

	@Test
	void lookUpWhenTheDatabaseIsUnreachableThenIsTriedAgain() {
		IntStream.range(0, MAX).forEach((i) -> lookUp(TestApiKeys.random(), false));
		AtomicInteger tries = new AtomicInteger();
		this.limit.run(new MockHttpServletRequest(), TestApiKeys.random(), () -> {
			if (tries.incrementAndGet() == 1) {
				throw new IllegalStateException("unreachable");
			}
			return true;
		});
		this.limit.runNext();
		this.limit.runNext();
		this.limit.runNext();
		assertThat(tries).hasValue(2);
	}

	private boolean lookUp(ApiKeySecret key, boolean genuine) {
		this.limit.run(new MockHttpServletRequest(), key, () -> {
			this.lookUps.incrementAndGet();
			return genuine;
		});
		return genuine;
	}

}
