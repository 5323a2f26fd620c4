package dev.gatehouse.host.edge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.gatehouse.support.Http;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * What a proxy sees of a replica that stops. Caddy cannot send the body of a request
 * again (caddyserver/caddy #7546).
 */
class DrainTests {

	@Test
	void replicaWhenStoppedThenIsNotReadyButAnswersUntilTheDrainIsOver() {
		int management = ServiceProcess.freePort();
		Replica replica = Replica.start("--gatehouse.drain=4s", "--management.server.port=" + management);
		Http inside = new Http("http://localhost:" + management);
		assertThat(inside.get("/actuator/health/readiness").send().status()).isEqualTo(200);
		long asked = System.nanoTime();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(replica::close);
		await().pollInterval(Duration.ofMillis(50))
			.until(() -> inside.get("/actuator/health/readiness").send().status() == 503);
		assertThat(replica.http().get("/actuator/health/readiness").send().status()).isEqualTo(503);
		assertThat(inside.get("/actuator/health/liveness").send().status()).isEqualTo(200);
		assertThat(replica.http().post("/auth/login").json("""
				{"username":"admin","password":"secret"}""").send().status()).isEqualTo(200);
		stopped.join();
		assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofSeconds(4));
		assertThatException().isThrownBy(() -> replica.http().get("/actuator/health").send());
	}

}
