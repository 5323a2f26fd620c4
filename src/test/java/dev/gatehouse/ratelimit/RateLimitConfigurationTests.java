package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.StreamSupport;

import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import dev.gatehouse.setting.UnfitSettingException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What the limits need to start, taken alone.
 */
class RateLimitConfigurationTests {

	private final ApplicationContextRunner alone = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(configurations()))
		.withBean(Clock.class, Clock::systemUTC)
		.withBean(ProblemWriter.class, () -> mock(ProblemWriter.class));

	private final ApplicationContextRunner withoutRedis = this.alone
		.withClassLoader(new FilteredClassLoader("io.lettuce"));

	@Test
	void limitsWhenThereIsNoRedisClientThenAreLocal() {
		this.withoutRedis.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(Buckets.class);
			assertThat(context.getBean(RateLimits.class).spend("somebody", Tier.FREE, null).levels().get(0).left())
				.isEqualTo(59);
		});
	}

	@Test
	void limitsWhenThereIsNoRedisConnectionThenAreLocal() {
		this.alone.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Buckets.class)).isSameAs(context.getBean(LocalBuckets.class));
		});
	}

	@Test
	void limitsWhenRedisIsAskedForAndHasNoClientThenServiceDoesNotStart() {
		this.withoutRedis.withPropertyValues("gatehouse.rate-limit.store=redis")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnfitSettingException.class)
				.hasMessageContaining("gatehouse.rate-limit.store"));
	}

	@Test
	void budgetsWhenPartlyConfiguredThenTheRestIsAsByDefault() {
		this.alone
			.withPropertyValues("gatehouse.rate-limit.tiers.free.per=1h",
					"gatehouse.rate-limit.tiers.pro.requests=1000")
			.run((context) -> {
				RateLimitProperties limits = context.getBean(RateLimitProperties.class);
				assertThat(limits.budgetOf(Tier.FREE)).isEqualTo(new Budget(60, Duration.ofHours(1)));
				assertThat(limits.budgetOf(Tier.PRO)).isEqualTo(new Budget(1_000, Duration.ofMinutes(1)));
				assertThat(limits.budgetOf(Tier.ENTERPRISE)).isEqualTo(new Budget(6_000, Duration.ofMinutes(1)));
			});
	}

	@Test
	void budgetsWhenNoRequestIsLetThroughThenServiceDoesNotStart() {
		this.alone.withPropertyValues("gatehouse.rate-limit.tiers.free.requests=0")
			.run((context) -> assertThat(context).hasFailed());
	}

	private static Class<?>[] configurations() {
		return StreamSupport.stream(ImportCandidates.load(AutoConfiguration.class, null).spliterator(), false)
			.filter((name) -> name.startsWith(RateLimits.class.getPackageName()))
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
	}

}
