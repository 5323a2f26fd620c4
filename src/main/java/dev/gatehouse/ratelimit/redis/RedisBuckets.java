package dev.gatehouse.ratelimit.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.ratelimit.Buckets;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisScriptingCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets in Redis, shared by all replicas. A replica does not ask Redis for every
 * request: it spends up to a twentieth of a budget, for a tenth of a second at most,
 * before it tells the others. A shared limit is inaccurate by that amount. All buckets of
 * a request are asked in one command.
 */
final class RedisBuckets implements Buckets {

	private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(250);

	private static final int MAX_ATTEMPTS = 3;

	private static final int MAX_BUCKETS = 100_000;

	/** No window is longer, so what was spent without telling is never forgotten. */
	private static final Duration MAX_IDLE = Duration.ofDays(1);

	private static final Logger logger = LoggerFactory.getLogger(RedisBuckets.class);

	private final Supplier<AbstractRedisClient> client;

	private final Lock connecting = new ReentrantLock();

	private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();

	RedisBuckets(Supplier<AbstractRedisClient> client) {
		this.client = client;
	}

	@Override
	public List<Level> spend(String account, List<Named> buckets) {
		Connection open = connection();
		List<Share> shares = new ArrayList<>(buckets.size());
		for (Named named : buckets) {
			shares.add(
					open.shares().get(named.name() + account, (name) -> new Share(key(account, name), named.budget())));
		}
		List<Level> levels = Share.spend(shares, System.nanoTime());
		if (!levels.isEmpty()) {
			return levels;
		}
		try {
			return ask(open, shares);
		}
		catch (RuntimeException unreachable) {
			giveUp(open);
			throw unreachable;
		}
	}

	/** The part in braces places all buckets of an account in one node of a cluster. */
	private static String key(String account, String name) {
		return "gatehouse:budget:{" + Integer.toHexString(account.hashCode()) + "}:" + name;
	}

	private static List<Level> ask(Connection open, List<Share> shares) {
		String[] keys = shares.stream().map(Share::key).toArray(String[]::new);
		List<Long> sent = shares.stream().map(Share::send).toList();
		String[] arguments = new String[3 * keys.length];
		for (int i = 0; i < keys.length; i++) {
			arguments[3 * i] = Integer.toString(shares.get(i).budget().requests());
			arguments[3 * i + 1] = Long.toString(shares.get(i).budget().per().toNanos() / 1_000);
			arguments[3 * i + 2] = Long.toString(sent.get(i));
		}
		List<Long> answer = open.commands().eval(Share.SPEND, ScriptOutputType.MULTI, keys, arguments);
		List<Level> levels = new ArrayList<>(keys.length);
		for (int i = 0; i < keys.length; i++) {
			Level level = new Level(answer.get(3 * i) == 1, answer.get(3 * i + 1), answer.get(3 * i + 2) * 1_000);
			shares.get(i).told(sent.get(i), level, System.nanoTime());
			levels.add(level);
		}
		return levels;
	}

	/** Closes a connection that has failed, because it may never answer again. */
	private void giveUp(Connection open) {
		if (this.connection.compareAndSet(open, null)) {
			CompletableFuture<Void> unused = open.connection().closeAsync();
		}
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
	private static Connection connect(AbstractRedisClient redis) {
		if (redis instanceof RedisClusterClient cluster) {
			StatefulRedisClusterConnection<String, String> connection = cluster.connect();
			return connection(connection, connection.sync());
		}
		StatefulRedisConnection<String, String> connection = ((RedisClient) redis).connect();
		return connection(connection, connection.sync());
	}

	private static Connection connection(StatefulConnection<String, String> connection,
			RedisScriptingCommands<String, String> commands) {
		connection.setTimeout(REQUEST_TIMEOUT);
		return new Connection(connection, commands,
				Caffeine.newBuilder()
					.maximumSize(MAX_BUCKETS)
					.expireAfterAccess(MAX_IDLE)
					.executor(Runnable::run) // waking a thread costs more than its upkeep
					.build());
	}

	/** A connection, and what this replica knows of the buckets at its other end. */
	private record Connection(StatefulConnection<String, String> connection,
			RedisScriptingCommands<String, String> commands, Cache<String, Share> shares) {

	}

}
