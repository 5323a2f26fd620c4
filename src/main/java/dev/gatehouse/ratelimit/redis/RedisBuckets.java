package dev.gatehouse.ratelimit.redis;

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
import dev.gatehouse.ratelimit.Buckets;
import dev.gatehouse.ratelimit.ClockMeter;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets in Redis, shared by all replicas. A replica does not ask Redis for every
 * request: it spends up to a twentieth of a budget, for a tenth of a second at most,
 * before it tells the others. A shared limit is inaccurate by that amount.
 */
final class RedisBuckets implements Buckets {

	private static final int SLACK_DIVISOR = 20;

	private static final Duration MAX_DELAY = Duration.ofMillis(100);

	private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(250);

	private static final int MAX_ATTEMPTS = 3;

	private static final int MAX_BUCKETS = 100_000;

	private static final Logger logger = LoggerFactory.getLogger(RedisBuckets.class);

	private final Supplier<AbstractRedisClient> client;

	private final Clock clock;

	private final Duration longestWindow;

	private final Lock connecting = new ReentrantLock();

	private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();

	RedisBuckets(Supplier<AbstractRedisClient> client, Clock clock, Duration longestWindow) {
		this.client = client;
		this.clock = clock;
		this.longestWindow = longestWindow;
	}

	@Override
	public ConsumptionProbe spend(String key, Budget budget) {
		// outside the lock of the cache, where other requests would queue
		Connection open = connection();
		try {
			return open.proxies()
				.get(key, (unknown) -> proxy(open.manager(), key, budget))
				.tryConsumeAndReturnRemaining(1);
		}
		catch (RuntimeException unreachable) {
			giveUp(open);
			throw unreachable;
		}
	}

	/** Closes a connection that has failed, because it may never answer again. */
	private void giveUp(Connection open) {
		if (this.connection.compareAndSet(open, null)) {
			CompletableFuture<Void> unused = open.connection().closeAsync();
		}
	}

	private static BucketProxy proxy(ProxyManager<String> redis, String key, Budget budget) {
		Optimization optimization = Optimizations
			.delaying(new DelayParameters(Math.max(1, budget.requests() / SLACK_DIVISOR), MAX_DELAY));
		return redis.builder()
			.withOptimization(optimization)
			.build("gatehouse:bucket:" + key, () -> BucketConfiguration.builder().addLimit(budget.bandwidth()).build());
	}

	/**
	 * Connects in advance. The service also starts without Redis. The first attempt of a
	 * process may be too slow, since it loads the classes of the client.
	 */
	void connectInAdvance() {
		for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			try {
				connection();
				return;
			}
			catch (RuntimeException unreachable) {
				if (attempt == MAX_ATTEMPTS) {
					logger.warn("Redis is unreachable at start ({})", unreachable.toString());
				}
			}
		}
	}

	/** The connection, or a new attempt: one request waits for it, the others fail. */
	private Connection connection() {
		Connection open = this.connection.get();
		if (open != null) {
			return open;
		}
		if (!this.connecting.tryLock()) {
			throw new IllegalStateException("Another request is connecting to Redis");
		}
		try {
			open = this.connection.get();
			if (open != null) {
				return open;
			}
			open = connect(this.client.get());
			this.connection.set(open);
			return open;
		}
		finally {
			this.connecting.unlock();
		}
	}

	/** To one Redis, to the primary that a Sentinel names, or to a cluster. */
	private Connection connect(AbstractRedisClient redis) {
		RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
		if (redis instanceof RedisClusterClient cluster) {
			StatefulRedisClusterConnection<String, byte[]> connection = cluster.connect(codec);
			return connection(connection, Bucket4jLettuce.casBasedBuilder(connection));
		}
		StatefulRedisConnection<String, byte[]> connection = ((RedisClient) redis).connect(codec);
		return connection(connection, Bucket4jLettuce.casBasedBuilder(connection));
	}

	private Connection connection(StatefulConnection<String, byte[]> connection,
			LettuceBasedProxyManagerBuilder<String> builder) {
		ProxyManager<String> manager = builder
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(this.longestWindow))
			.requestTimeout(REQUEST_TIMEOUT)
			.clientClock(new ClockMeter(this.clock))
			.build();
		return new Connection(connection, manager,
				Caffeine.newBuilder()
					.maximumSize(MAX_BUCKETS)
					.expireAfterAccess(this.longestWindow.toNanos(), TimeUnit.NANOSECONDS)
					.executor(Runnable::run) // waking a thread costs more than its upkeep
					.build());
	}

	/** A connection, and what this replica knows of the buckets at its other end. */
	private record Connection(StatefulConnection<String, byte[]> connection, ProxyManager<String> manager,
			Cache<String, BucketProxy> proxies) {
	}

}
