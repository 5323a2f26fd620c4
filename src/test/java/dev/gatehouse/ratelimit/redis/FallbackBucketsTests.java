package dev.gatehouse.ratelimit.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.ratelimit.Buckets;
import dev.gatehouse.ratelimit.Buckets.Named;
import dev.gatehouse.ratelimit.LocalBuckets;
import dev.gatehouse.ratelimit.RateLimitProperties;
import dev.gatehouse.support.MutableClock;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Together;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens while the shared store is unreachable.
 */
class FallbackBucketsTests {

	private static final RateLimitProperties.Budget BUDGET = new RateLimitProperties.Budget(100, Duration.ofHours(1));

	private static final List<Named> BUCKET = List.of(Named.of("free", "", BUDGET));

	private final MutableClock clock = new MutableClock();

	private final Counter fallbacks = new SimpleMeterRegistry().counter("fallback");

	private boolean away;

	private int asked;

	private final FallbackBuckets buckets = new FallbackBuckets(this::shared, new LocalBuckets(this.clock), this.clock,
			this.fallbacks);

	private final LocalBuckets store = new LocalBuckets(Clock.systemUTC());

	@Test
	void spendWhenStoreIsAwayThenCountsHereAndTriesOnceASecond() {
		ListAppender<ILoggingEvent> log = listen(FallbackBuckets.class);
		assertThat(spend()).isEqualTo(99);
		this.away = true;
		for (int i = 0; i < 20; i++) {
			spend();
		}
		assertThat(this.fallbacks.count()).isEqualTo(20);
		assertThat(this.asked).isEqualTo(2);
		this.clock.move(Duration.ofSeconds(2));
		spend();
		assertThat(this.asked).isEqualTo(3);
		this.away = false;
		this.clock.move(Duration.ofSeconds(2));
		assertThat(spend()).isEqualTo(98);
		assertThat(this.fallbacks.count()).isEqualTo(21);
		assertThat(log.list).filteredOn((event) -> event.getMessage().contains("is unreachable: each replica"))
			.hasSize(1);
		assertThat(log.list).filteredOn((event) -> event.getMessage().contains("is back: they are shared")).hasSize(1);
	}

	@Test
	void spendWhenStoreIsAwayThenTheLimitHoldsHere() {
		this.away = true;
		int admitted = 0;
		for (int i = 0; i < 150; i++) {
			admitted += this.buckets.spend("a", BUCKET).get(0).admits() ? 1 : 0;
		}
		assertThat(admitted).isEqualTo(100);
	}

	@Test
	void spendWhenStoreTakesConnectionsAndNeverAnswersThenRequestsDoNotQueueUp() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
				Replica service = Replica.start("--gatehouse.rate-limit.store=redis",
						"--spring.data.redis.url=redis://localhost:" + silent.getLocalPort())) {
			List<Long> millis = Together.run(40, 40, (i) -> {
				long start = System.nanoTime();
				assertThat(service.http()
					.get("/api/data")
					.apiKey("gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9")
					.send()
					.status()).isEqualTo(200);
				return Duration.ofNanos(System.nanoTime() - start).toMillis();
			});
			assertThat(millis).allMatch((time) -> time < 6_000);
		}
	}

	@Test
	void startWhenTheFirstConnectionIsTooSlowThenIsTriedAgainAndNothingIsReported() throws IOException {
		ListAppender<ILoggingEvent> log = listen(RedisBuckets.class);
		int port = ServiceProcess.freePort();
		RedisServer redis = RedisServer.newRedisServer().port(port).build();
		redis.start();
		try (RedisClient client = RedisClient.create("redis://localhost:" + port)) {
			int[] attempts = { 0 };
			RedisBuckets shared = new RedisBuckets(() -> {
				if (attempts[0]++ == 0) {
					throw new IllegalStateException("slow");
				}
				return client;
			});
			shared.connectInAdvance();
			assertThat(attempts[0]).isEqualTo(2);
			assertThat(log.list).isEmpty();
			assertThat(shared.spend("a", BUCKET).get(0).left()).isEqualTo(99);
		}
		finally {
			redis.stop();
		}
	}

	private long spend() {
		return this.buckets.spend("a", BUCKET).get(0).left();
	}

	private List<Buckets.Level> shared(String account, List<Named> buckets) {
		this.asked++;
		if (this.away) {
			throw new IllegalStateException("away");
		}
		return this.store.spend(account, buckets);
	}

	/** Whatever level another test left behind. */
	private static ListAppender<ILoggingEvent> listen(Class<?> type) {
		Logger logger = (Logger) LoggerFactory.getLogger(type);
		logger.setLevel(Level.INFO);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		return appender;
	}

}
