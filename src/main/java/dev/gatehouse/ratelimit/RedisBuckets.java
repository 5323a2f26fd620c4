package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets in Redis, one for all replicas. A busy bucket is not asked for every request: a
 * replica spends up to a twentieth of the budget, for a tenth of a second at most, before
 * it tells the others. That is the slack of a shared limit.
 */
final class RedisBuckets implements Buckets {

	private static final int SLACK = 20;

	private static final Duration LONGEST_DELAY = Duration.ofMillis(100);

	private static final Duration PATIENCE = Duration.ofMillis(250);

	private static final int MOST = 100_000;

	private static final Logger logger = LoggerFactory.getLogger(RedisBuckets.class);

	private final Supplier<RedisClient> client;

	private final Clock clock;

	private final Duration longestWindow;

	private final Lock connecting = new ReentrantLock();

	private final AtomicReference<@Nullable Line> line = new AtomicReference<>();

	RedisBuckets(Supplier<RedisClient> client, Clock clock, Duration longestWindow) {
		this.client = client;
		this.clock = clock;
		this.longestWindow = longestWindow;
	}

	@Override
	public ConsumptionProbe spend(String key, RateLimitProperties.Budget budget) {
		Line open = line(); // not within the cache's lock, where others would queue up
		try {
			return open.proxies()
				.get(key, (unknown) -> proxy(open.manager(), key, budget))
				.tryConsumeAndReturnRemaining(1);
		}
		catch (RuntimeException away) {
			giveUp(open);
			throw away;
		}
	}

	/**
	 * A connection that did not answer in time may be one that never will, and that
	 * nobody ever closes.
	 */
	private void giveUp(Line open) {
		if (this.line.compareAndSet(open, null)) {
			CompletableFuture<Void> unused = open.connection().closeAsync(); // nobody
																				// waits
																				// for it
		}
	}

	private static BucketProxy proxy(ProxyManager<String> redis, String key, RateLimitProperties.Budget budget) {
		Optimization optimization = Optimizations
			.delaying(new DelayParameters(Math.max(1, budget.requests() / SLACK), LONGEST_DELAY));
		return redis.builder()
			.withOptimization(optimization)
			.build("gatehouse:bucket:" + key, () -> Buckets.configuration(budget));
	}

	/** Connects in advance. The service starts without Redis, too. */
	void connect() {
		try {
			line();
		}
		catch (RuntimeException away) {
			logger.warn("Redis is away at start ({})", away.toString());
		}
	}

	/**
	 * The connection, or another try at one. One request waits for it; the others are
	 * told to do without.
	 */
	private Line line() {
		Line open = this.line.get();
		if (open != null) {
			return open;
		}
		if (!this.connecting.tryLock()) {
			throw new IllegalStateException("Redis is being connected to");
		}
		try {
			open = this.line.get();
			if (open != null) {
				return open; // of who connected just before
			}
			RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
			open = line(this.client.get().connect(codec));
			this.line.set(open);
			return open;
		}
		finally {
			this.connecting.unlock();
		}
	}

	private Line line(StatefulRedisConnection<String, byte[]> connection) {
		ProxyManager<String> manager = Bucket4jLettuce.casBasedBuilder(connection)
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(this.longestWindow))
			.requestTimeout(PATIENCE)
			.clientClock(Buckets.meter(this.clock))
			.build();
		return new Line(connection, manager,
				Caffeine.newBuilder()
					.maximumSize(MOST)
					.expireAfterAccess(this.longestWindow.toNanos(), TimeUnit.NANOSECONDS)
					.executor(Runnable::run) // waking a thread costs more than its upkeep
					.build());
	}

	/** A connection, and what is known of the buckets at its other end. */
	private record Line(StatefulRedisConnection<String, byte[]> connection, ProxyManager<String> manager,
			Cache<String, BucketProxy> proxies) {
	}

}
