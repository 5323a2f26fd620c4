package dev.gatehouse.host.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four hundred bodies that do not come, against a service with 200 threads; from Java 21
 * on also with virtual threads.
 */
@ParameterizedClass
@MethodSource("threads")
class SlowBodiesTests {

	private static final int CONNECTIONS = 400;

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final String LOGIN = "{\"username\":\"admin\",\"password\":\"secret\"}";

	private static final Duration PROMPT = Duration.ofSeconds(2);

	/** Five seconds, one read of five seconds at most, and a margin. */
	private static final Duration DEADLINE = Duration.ofSeconds(12);

	private static Replica service;

	private final boolean virtual;

	private String token;

	private final List<Slow> slow = new ArrayList<>();

	SlowBodiesTests(boolean virtual) {
		this.virtual = virtual;
	}

	static Stream<Boolean> threads() {
		return Stream.of(false, true).filter((virtual) -> !virtual || Runtime.version().feature() >= 21);
	}

	@BeforeParameterizedClassInvocation
	static void start(boolean virtual) {
		service = Replica.start("--spring.threads.virtual.enabled=" + virtual,
				"--gatehouse.trusted-proxies=127.0.0.1,::1", "--gatehouse.rate-limit.tiers.free.requests=1000000",
				"--gatehouse.rate-limit.failures-per-address=1000000", "--server.shutdown=immediate");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		service.close();
	}

	@BeforeEach
	void logIn() {
		this.token = service.login();
	}

	@AfterEach
	void hangUp() {
		this.slow.forEach(Slow::close);
	}

	@Test
	void bodiesWhenOfOneAddressThenAllButFiftyAreRefusedAtOnceAndTheDoorsAnswer() {
		attack((i) -> "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n",
				"x");
		doorsAnswer(Duration.ofSeconds(3));
		List<String> answers = answers();
		assertThat(answers)
			.allMatch((answer) -> answer.startsWith("HTTP/1.1 408") || answer.startsWith("HTTP/1.1 429"));
		assertThat(answers.stream().filter((answer) -> answer.startsWith("HTTP/1.1 408"))).hasSize(50);
		assertThat(answers).allMatch((answer) -> answer.contains("Connection: close"))
			.allMatch((answer) -> answer.contains("application/problem+json"))
			.allMatch((answer) -> answer.contains("\"code\":\"body_too_slow\"")
					|| (answer.contains("\"code\":\"too_many_bodies\"") && answer.contains("Retry-After: ")))
			.allMatch((answer) -> answer.contains("X-Request-Id: ") && answer.contains("nosniff"));
		assertThat(login().status()).isEqualTo(200);
	}

	@Test
	void bodiesWhenEachOfAnotherAddressThenTheDoorsAnswer() {
		attack((i) -> "POST /auth/refresh HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.1.%d.%d\r\nContent-Length: 16000\r\n"
			.formatted(i / 200, i % 200), "x");
		doorsAnswer(Duration.ofSeconds(3));
		assertThat(answers().stream().filter((answer) -> answer.startsWith("HTTP/1.1 408")))
			.hasSize(this.virtual ? CONNECTIONS : 100);
	}

	/** Wherever the body stops: in a chunk, its header, its extension, or a trailer. */
	@Test
	void bodiesWhenChunkedOrForADoorThatReadsNoneThenTheDoorsAnswer() {
		List<String> beginnings = List.of("", "5\r\nab", "5", "5;", "5\r\nabcde\r\n", "0\r\n", "0\r\nX-Trailer: ");
		attack((i) -> Stream
			.of("POST /auth/login", "GET /api/data", "DELETE /api/sessions", "POST //nowhere", "POST /%ff", "TRACE /",
					"PUT /", "OPTIONS /api/data", "POST /actuator/health", "GET /v3/api-docs")
			.skip(i % 10)
			.findFirst()
			.orElseThrow() + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n", "x", beginnings);
		doorsAnswer(Duration.ofSeconds(3));
		assertThat(answers()).noneMatch((answer) -> answer.startsWith("HTTP/1.1 5"));
	}

	@Test
	void bodiesWhenAtDoorsThatRefuseBeforeTheyReadThenTheDoorsAnswer() {
		List<String> doors = List.of("GET /api/data", "DELETE /api/sessions", "POST //nowhere", "POST /%ff", "TRACE /",
				"PUT /", "POST /a%00b", "POST /\\", "FOO /", "POST /api/keys");
		attack((i) -> doors.get(i % doors.size()) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1500000\r\n", "x");
		doorsAnswer(Duration.ofSeconds(3));
		assertThat(answers()).allMatch((answer) -> answer.startsWith("HTTP/1.1 4"));
	}

	@Test
	void bodyWhenItComesInPiecesWithinTheDeadlineThenIsRead() throws Exception {
		String head = "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n";
		for (String framing : List.of("Content-Length: " + LOGIN.length(), "Transfer-Encoding: chunked")) {
			try (Slow slow = new Slow(head + framing + "\r\n\r\n")) {
				boolean chunked = framing.startsWith("T");
				for (String part : List.of(LOGIN.substring(0, 1), LOGIN.substring(1, 20), LOGIN.substring(20))) {
					Thread.sleep(300);
					slow.send(chunked ? Integer.toHexString(part.length()) + "\r\n" + part + "\r\n" : part);
				}
				slow.send(chunked ? "0\r\n\r\n" : "");
				assertThat(slow.answer()).startsWith("HTTP/1.1 200").contains("access_token");
			}
		}
	}

	/** What follows a body is the next request, not lost and not a part of the body. */
	@Test
	void requestsWhenPipelinedThenEachIsAnswered() {
		String get = "GET /api/data HTTP/1.1\r\nHost: a\r\nX-API-Key: " + KEY + "\r\n";
		String login = "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
		String plain = login + "Content-Length: " + LOGIN.length() + "\r\n\r\n" + LOGIN;
		String chunked = login + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(LOGIN.length()) + "\r\n"
				+ LOGIN + "\r\n0\r\n\r\n";
		String answers = new RawHttp(service.port())
			.exchange(plain + get + "\r\n" + chunked + plain + get + "Connection: close\r\n\r\n");
		assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(6);
		assertThat(answers.split("access_token", -1)).hasSize(4);
	}

	/** The client has not sent the body yet, and the answer tells it to. */
	@Test
	void bodyWhenAnnouncedThenIsAskedForOnce() throws IOException {
		try (Slow slow = new Slow("POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
				+ "Expect: 100-continue\r\nConnection: close\r\nContent-Length: " + LOGIN.length() + "\r\n\r\n")) {
			String invitation = "HTTP/1.1 100 \r\n\r\n";
			assertThat(new String(slow.socket.getInputStream().readNBytes(invitation.length()),
					StandardCharsets.ISO_8859_1))
				.isEqualTo(invitation);
			slow.send(LOGIN);
			assertThat(slow.answer()).doesNotContain("HTTP/1.1 100").contains("HTTP/1.1 200");
		}
	}

	/** A burst of clients that are well is not refused. */
	@Test
	void bodiesWhenManyComeAtOnceThenNoneIsRefused() {
		List<Answer> answers = Together.run(600, 200,
				(i) -> service.http().post("/auth/refresh").json("{\"refresh_token\":\"" + i + "\"}").send());
		assertThat(answers).allMatch((answer) -> answer.status() == 401);
	}

	private void attack(IntFunction<String> head, String drop) {
		attack(head, drop, List.of(""));
	}

	private void attack(IntFunction<String> head, String drop, List<String> beginnings) {
		IntStream.range(0, CONNECTIONS)
			.forEach((i) -> this.slow.add(new Slow(head.apply(i) + "\r\n" + beginnings.get(i % beginnings.size()))));
		Thread drip = new Thread(() -> {
			for (int second = 0; second < 20; second++) {
				this.slow.forEach((one) -> one.send(drop));
				try {
					Thread.sleep(1_000);
				}
				catch (InterruptedException interrupted) {
					return;
				}
			}
		}, "drip");
		drip.setDaemon(true);
		drip.start();
	}

	private void doorsAnswer(Duration howLong) {
		long begun = System.nanoTime();
		while (System.nanoTime() - begun < howLong.toNanos()) {
			for (Callable<Answer> door : List.<Callable<Answer>>of(
					() -> service.http().get("/api/data").apiKey(KEY).send(),
					() -> service.http().get("/api/protected").bearer(this.token).send(),
					() -> service.http().get("/").send(), () -> service.http().get("/actuator/health").send(),
					this::login)) {
				long asked = System.nanoTime();
				Answer answer = call(door);
				assertThat(answer.status()).as("%s", answer).isEqualTo(200);
				assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(PROMPT);
			}
		}
	}

	/** The newest token is kept: of more than a hundred sessions the oldest end. */
	private Answer login() {
		Answer answer = service.http().post("/auth/login").json(LOGIN).send();
		this.token = answer.text("access_token");
		return answer;
	}

	private List<String> answers() {
		long begun = System.nanoTime();
		List<String> answers = this.slow.stream().map(Slow::answer).toList();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DEADLINE);
		return answers;
	}

	private static Answer call(Callable<Answer> door) {
		try {
			return door.call();
		}
		catch (Exception failed) {
			throw new AssertionError(failed);
		}
	}

	/** A connection whose request is not complete. */
	private final class Slow implements AutoCloseable {

		private final Socket socket;

		Slow(String begin) {
			try {
				this.socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
				this.socket.setSoTimeout(15_000);
			}
			catch (IOException failed) {
				throw new UncheckedIOException(failed);
			}
			send(begin);
		}

		/** Nothing, once the service has closed the connection. */
		void send(String part) {
			try {
				this.socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
			}
			catch (IOException closed) {
				// as intended
			}
		}

		String answer() {
			StringBuilder answer = new StringBuilder();
			try {
				InputStream in = this.socket.getInputStream();
				for (int next = in.read(); next >= 0; next = in.read()) {
					answer.append((char) next);
				}
			}
			catch (IOException reset) {
				// what has come until then counts
			}
			return answer.toString();
		}

		@Override
		public void close() {
			try {
				this.socket.close();
			}
			catch (IOException closed) {
				// as intended
			}
		}

	}

}
