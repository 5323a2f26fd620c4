package dev.gatehouse.ratelimit.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.gatehouse.ratelimit.Buckets;
import dev.gatehouse.ratelimit.Buckets.Named;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.Redis;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Limits that replicas share through a real cluster and a real Sentinel, also after a
 * primary has died.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisTopologyTests {

	private static final Budget BUDGET = new Budget(100, Duration.ofHours(1));

	/** Enough for each part of a cluster to get some. */
	private static final List<String> KEYS = IntStream.range(0, 30).mapToObj((i) -> "account-" + i).toList();

	private static final int SPENT = 20;

	/** What a replica may spend before it tells the others. */
	private static final int SLACK = 5;

	private static final Duration RECOVERY = Duration.ofSeconds(25);

	@TempDir
	private Path folder;

	private final List<Redis> servers = new ArrayList<>();

	@AfterEach
	void stop() throws IOException {
		for (Redis server : this.servers) {
			server.stop();
		}
	}

	@Test
	void clusterWhenNamedThenLimitsAreSharedAlsoAfterAFailover(CapturedOutput output) throws IOException {
		List<Integer> ports = List.of(inCluster(), inCluster(), inCluster(), inCluster());
		cluster(ports);
		try (Replica one = startShared("cluster.nodes=" + nodes(ports));
				Replica other = startShared("cluster.nodes=" + nodes(ports))) {
			assertShared(one, other, "before");
			this.servers.get(0).stop();
			awaitShared(one);
			awaitShared(other);
			assertShared(one, other, "after");
		}
		assertThat(output.toString()).doesNotContain("ClassCast");
	}

	@Test
	void sentinelWhenNamedThenLimitsAreSharedAlsoAfterAFailover() throws IOException {
		int primary = alone();
		int replica = add(RedisServer.newRedisServer().port(freePort()).slaveOf("127.0.0.1", primary).build());
		int sentinel = add(RedisSentinel.newRedisSentinel()
			.port(freePort())
			.masterName("limits")
			.masterPort(primary)
			.quorumSize(1)
			.downAfterMilliseconds(1_000)
			.failOverTimeout(5_000)
			.build());
		await().until(() -> info(replica).contains("master_link_status:up") && info(sentinel).contains("slaves=1"));
		String nodes = "sentinel.nodes=" + nodes(List.of(sentinel));
		try (Replica one = startShared("sentinel.master=limits", nodes);
				Replica other = startShared("sentinel.master=limits", nodes)) {
			assertShared(one, other, "before");
			this.servers.get(0).stop();
			awaitShared(one);
			awaitShared(other);
			assertShared(one, other, "after");
		}
	}

	@Test
	void startWhenPrimaryAndReplicasAreNamedThenSaysWhatToName(CapturedOutput output) {
		int before = output.length();
		Throwable failure = catchThrowable(() -> startShared("masterreplica.nodes=localhost:1,localhost:2").close());
		assertThat(failure).as("it started").isNotNull();
		assertThat(output.toString().substring(before)).contains("spring.data.redis.masterreplica.nodes cannot be")
			.contains("the nodes of a Sentinel");
	}

	/** Again with other keys, if the machine was so busy that Redis was given up. */
	private static void assertShared(Replica one, Replica other, String prefix) {
		AtomicInteger attempts = new AtomicInteger();
		await().atMost(RECOVERY).until(() -> {
			double counted = fallbacks(one) + fallbacks(other);
			List<String> keys = KEYS.stream().map((key) -> prefix + attempts.get() + key).toList();
			attempts.incrementAndGet();
			keys.forEach((key) -> IntStream.range(0, SPENT).forEach((i) -> spend(one, key)));
			keys.forEach((key) -> await().until(() -> spend(other, key) < BUDGET.requests() - SPENT + SLACK));
			return fallbacks(one) + fallbacks(other) == counted;
		});
	}

	/** No key is counted by the replica alone. */
	private static void awaitShared(Replica replica) {
		await().atMost(RECOVERY).until(() -> {
			double before = fallbacks(replica);
			KEYS.forEach((key) -> spend(replica, "meanwhile" + key));
			return fallbacks(replica) == before;
		});
	}

	private static long spend(Replica replica, String key) {
		return replica.bean(Buckets.class).spend(key, List.of(Named.of("free", "", BUDGET))).get(0).left();
	}

	private static double fallbacks(Replica replica) {
		return replica.bean(MeterRegistry.class).counter("gatehouse.ratelimit.fallback").count();
	}

	private static Replica startShared(String... redis) {
		List<String> options = new ArrayList<>(List.of("--gatehouse.rate-limit.store=redis"));
		List.of(redis).forEach((option) -> options.add("--spring.data.redis." + option));
		return Replica.start(options.toArray(String[]::new));
	}

	private static String nodes(List<Integer> ports) {
		return ports.stream().map((port) -> "127.0.0.1:" + port).collect(Collectors.joining(","));
	}

	/** Three primaries, and a replica of the first. */
	private static void cluster(List<Integer> ports) {
		for (int i = 0; i < 3; i++) {
			int first = i * 5_461;
			int[] slots = IntStream.range(first, (i == 2) ? 16_384 : first + 5_461).toArray();
			ask(ports.get(i), (redis) -> redis.clusterAddSlots(slots));
		}
		ports.subList(1, 4).forEach((port) -> ask(port, (redis) -> redis.clusterMeet("127.0.0.1", ports.get(0))));
		String primary = ask(ports.get(0), RedisCommands::clusterMyId);
		await().ignoreExceptionsInstanceOf(RedisCommandExecutionException.class)
			.until(() -> ask(ports.get(3), (redis) -> redis.clusterReplicate(primary)).equals("OK"));
		await().until(() -> ports.stream()
			.allMatch((port) -> ask(port, RedisCommands::clusterInfo).contains("cluster_state:ok")));
		await().until(() -> info(ports.get(3)).contains("master_link_status:up"));
	}

	private static String info(int port) {
		return ask(port, RedisCommands::info);
	}

	private static <T> T ask(int port, java.util.function.Function<RedisCommands<String, String>, T> question) {
		try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port)) {
			return question.apply(client.connect().sync());
		}
	}

	private int alone() throws IOException {
		return add(RedisServer.newRedisServer().port(freePort()).setting("save \"\"").build());
	}

	private int inCluster() throws IOException {
		int port = freePort();
		return add(RedisServer.newRedisServer()
			.port(port)
			.setting("save \"\"")
			.setting("cluster-enabled yes")
			.setting("cluster-config-file " + this.folder.resolve(port + ".conf"))
			.setting("cluster-node-timeout 1000")
			.setting("cluster-replica-validity-factor 0")
			.build());
	}

	private int add(Redis server) throws IOException {
		this.servers.add(server);
		server.start();
		return server.ports().get(0);
	}

	/** The nodes of a cluster also listen 10,000 ports above. */
	private static int freePort() {
		return IntStream.generate(ServiceProcess::freePort).filter((port) -> port < 55_000).findFirst().orElseThrow();
	}

}
