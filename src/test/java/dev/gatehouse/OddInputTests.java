package dev.gatehouse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.support.CheapHashing;
import dev.gatehouse.support.Description;
import dev.gatehouse.support.Description.Operation;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawConnection;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every route, with odd values in every header that the service reads, in every parameter
 * and in every member of a body: the caller's fault is never a fault of the service.
 * Routes, parameters and members are those of the description, headers those in the
 * sources, so that new ones are covered. The store is PostgreSQL, which takes less than
 * H2.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OddInputTests {

	private static final int CONNECTIONS = 4;

	private static final String PASSWORD = "plover kettle 7 umbrella";

	/** Those that libraries read. */
	private static final List<String> HEADERS = List.of("Accept", "Accept-Encoding", "Accept-Language", "Authorization",
			"Content-Encoding", "Content-Type", "Cookie", "Forwarded", "If-Match", "If-Modified-Since", "If-None-Match",
			"If-Unmodified-Since", "Origin", "Range", "Referer", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host",
			"X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Requested-With",
			"Access-Control-Request-Headers", "Access-Control-Request-Method", "Sec-Fetch-Mode", "Sec-Fetch-Site",
			"traceparent", "tracestate", "baggage");

	private static final String LATIN_1 = "\u00E9\u0085\u009B31m\u00FF";

	private static final List<String> IN_HEADERS = List.of(LATIN_1, bytes("Ирина/1.0"), bytes("\uD83D\uDE00"),
			"x".repeat(6_500), "x".repeat(8_192), "");

	private static final List<String> IN_PARAMETERS = List.of("%", "%f", "%ff", "%u0041", "%00", "a%00b", "%0d%0aX:1",
			"%ed%a0%80", "%c0%af", "%F0%9F%98%80", "%D0%98", "+", "", "x".repeat(6_000), "-1", "0",
			"99999999999999999999", "1e999", "NaN", "%5B%5D", "%7B%7D", "'", "2026-02-30", "%2e%2e%2f", "null", "true",
			"2026-01-31T13:00:00Z", "%E2%80%AE", "9999-12-31", "+999999999-12-31T23:59:59Z", LATIN_1);

	private static final List<String> IN_BODIES = List.of("null", "7", "-1", "0", "1.5", "30.0", "1e400", "-0.0",
			"9".repeat(400), "99999999999999999999", "true", "[]", "[\"a\"]", "[null]", "[[[]]]", "{}", "{\"a\":1}",
			"\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"a\\udc00\\ud800b\"",
			"\"\\u0085\\u009b31m\"", "\"" + "x".repeat(10_000) + "\"", "[\"" + "x".repeat(10_000) + "\"]",
			"[\"\\u0000\",\"\\ud800\"]", bytes("\"\uD83D\uDE00\u202E\u200D\""), "\"\u00ED\u00A0\u0080\"", "\"\u00FF\"",
			"[".repeat(5_000), "NaN", "\"P1W\"", "\"PT999999999999H\"", "\"P999999999999999D\"", "\"2026-02-30\"",
			"\"'\"");

	private static final List<String> BODIES = List.of("", "null", "[]", "7", "\"x\"", "{", "{}", "{}{}",
			"[".repeat(5_000), "{\"a\":1,\"a\":1}", "{\"\\u0000\":1}", "{\"" + "x".repeat(10_000) + "\":1}",
			"{\"\u00FF\":1}", "\u00EF\u00BB\u00BF{}", "{\u0000}", "\u0000{\u0000}", "x".repeat(17_000));

	private static final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private static final AtomicInteger sent = new AtomicInteger();

	private static final AtomicInteger callers = new AtomicInteger();

	private static final Set<String> secrets = ConcurrentHashMap.newKeySet();

	@TempDir
	static Path folder;

	private static ServiceProcess service;

	private static List<Operation> operations;

	private static Set<String> headers;

	@BeforeAll
	static void start() throws IOException {
		List<String> options = new ArrayList<>(RealStores.onPostgres(RealStores.newDatabase()));
		Stream
			.of("gatehouse.rate-limit.failures-per-address", "gatehouse.login.failures-per-account-and-address",
					"gatehouse.login.failures-per-address", "gatehouse.login.failures-per-account",
					"gatehouse.login.starts-per-address", "gatehouse.registration.per-address",
					"gatehouse.rate-limit.tiers.free.requests")
			.forEach((limit) -> options.add("--" + limit + "=1000000"));
		options.addAll(List.of("--logging.level.root=debug", "--logging.charset.console=UTF-8",
				"--spring.main.sources=" + CheapHashing.class.getName(), "--gatehouse.trusted-proxies=127.0.0.1,::1",
				"--gatehouse.cors.allowed-origins=https://app.example.com"));
		service = ServiceProcess.start(folder, options.toArray(String[]::new));
		operations = new Description(http().get("/v3/api-docs").send().json()).operations().toList();
		headers = headersOf(operations);
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@BeforeEach
	void forget() {
		faults.clear();
		sent.set(0);
	}

	@Test
	@Order(1)
	void headersWhenOddThenNoFaultOfOurs() {
		assertThat(headers).contains("X-API-Key", "Authorization", "Origin", "X-XSRF-TOKEN", "X-Request-Id");
		forEachOperation((caller) -> headers.forEach((header) -> {
			for (String value : IN_HEADERS) {
				caller.send(caller.path(), List.of(header + ": " + value), caller.body());
			}
			caller.send(caller.path(), List.of(header + ": a", header + ": b"), caller.body());
		}));
		assertNoFault(operations.size() * headers.size() * IN_HEADERS.size());
	}

	@Test
	@Order(2)
	void parametersWhenOddThenNoFaultOfOurs() {
		forEachOperation((caller) -> {
			for (String value : IN_PARAMETERS) {
				for (String name : caller.parameters("query")) {
					caller.send(caller.path() + "?" + name + "=" + value, List.of(), caller.body());
					caller.send(caller.path() + "?" + name + "=a&" + name + "=" + value, List.of(), caller.body());
				}
				caller.send(caller.path() + "?" + value, List.of(), caller.body());
				caller.send(caller.path() + "?" + value + "=" + value, List.of(), caller.body());
				if (caller.operation.path().contains("{")) {
					caller.send(caller.operation.path().replaceAll("\\{[a-z_]+}", value.replace("\\", "")), List.of(),
							caller.body());
				}
			}
			caller.send(caller.path() + "?" + "a&".repeat(1_001), List.of(), caller.body());
		});
		assertNoFault(operations.size() * IN_PARAMETERS.size());
	}

	@Test
	@Order(3)
	void bodiesWhenOddThenNoFaultOfOurs() {
		forEachOperation((caller) -> {
			if (!caller.operation.method().equals("GET")) {
				BODIES.forEach((body) -> caller.send(caller.path(), List.of(), body));
				Stream.of("UTF-16", "UTF-32", "ISO-8859-1", "nonsense")
					.forEach((charset) -> caller.send(caller.path(),
							List.of("Content-Type: application/json;charset=" + charset), caller.body()));
				for (String member : caller.members()) {
					IN_BODIES.forEach((value) -> caller.send(caller.path(), List.of(), caller.body(member, value)));
				}
				caller.send(caller.path(), List.of(), caller.body("unknown", "1"));
			}
		});
		assertNoFault(200);
	}

	/**
	 * The mask of the log is a matter of its own; this holds it to all that was sent.
	 */
	@Test
	@Order(4)
	void logWhenAllThisIsSentThenHoldsNoSecretAndNoStackTraceAndNoControlCharacter() throws IOException {
		secrets.add(PASSWORD);
		Pattern control = Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F]|\u00C2[\u0080-\u009F]");
		Set<String> bad = new LinkedHashSet<>();
		try (Stream<String> lines = Files.lines(folder.resolve("service.log"), StandardCharsets.ISO_8859_1)) {
			AtomicReference<String> last = new AtomicReference<>("");
			lines.forEach((line) -> {
				String before = last.getAndSet(line);
				if (line.startsWith("\tat ") && !before.startsWith("\tat ")) {
					bad.add("stack trace: " + Caller.brief(before.replaceAll(".*(: |-exec-)", "")));
				}
				if (control.matcher(line).find()) {
					bad.add("control character: " + Caller.brief(line));
				}
				if (secrets.stream().anyMatch(line::contains)) {
					bad.add("secret: " + Caller.brief(line));
				}
			});
		}
		assertThat(bad.stream().limit(60)).isEmpty();
	}

	private static void forEachOperation(Consumer<Caller> questions) {
		Together.run(operations.size(), CONNECTIONS, (i) -> {
			try (Caller caller = new Caller(operations.get(i))) {
				questions.accept(caller);
			}
			return i;
		});
	}

	private static void assertNoFault(int least) {
		assertThat(faults.stream().limit(60)).isEmpty();
		assertThat(sent.get()).isGreaterThanOrEqualTo(least);
	}

	private static Http http() {
		return new Http("http://localhost:" + service.port());
	}

	/** Those of the description, those that the sources name, and those of libraries. */
	private static Set<String> headersOf(List<Operation> operations) throws IOException {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		names.addAll(HEADERS);
		operations.forEach((operation) -> names.addAll(named(operation, "header")));
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			for (Path source : sources.filter(Files::isRegularFile).toList()) {
				String text = Files.readString(source);
				Pattern.compile("HttpHeaders\\.([A-Z_]{3,})")
					.matcher(text)
					.results()
					.map((constant) -> constant.group(1).replace('_', '-').toLowerCase(Locale.ROOT))
					.forEach(names::add);
				Pattern.compile("\"(X-[A-Za-z-]+)\"")
					.matcher(text)
					.results()
					.map((MatchResult literal) -> literal.group(1))
					.forEach(names::add);
			}
		}
		// they frame the request, and are a matter of the container
		names.removeAll(Set.of("Transfer-Encoding", "Content-Length", "Host", "Connection", "Expect"));
		return names;
	}

	private static List<String> named(Operation operation, String place) {
		return operation.node()
			.path("parameters")
			.valueStream()
			.filter((parameter) -> parameter.path("in").asString().equals(place))
			.map((parameter) -> parameter.path("name").asString())
			.toList();
	}

	/** As a string of Latin-1, of which each character is one byte. */
	private static String bytes(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	/** A caller of one operation, with good credentials and a connection of its own. */
	private static final class Caller implements AutoCloseable {

		private static final int MAX_LOGINS = 4;

		private final Operation operation;

		private final RawConnection connection = new RawConnection(service.port());

		private final boolean known;

		private final boolean administrator;

		private int logins;

		private String credential = "";

		private String username = "";

		private String id = "";

		Caller(Operation operation) {
			this.operation = operation;
			this.known = !operation.schemes().isEmpty();
			this.administrator = operation.path().matches("/api/(accounts|audit).*");
			logIn();
		}

		/** As somebody new, unless it takes an administrator. */
		private void logIn() {
			this.logins++;
			this.username = "odd-" + callers.incrementAndGet();
			String newcomer = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(this.username, PASSWORD);
			Answer registered = http().post("/auth/register").json(newcomer).send();
			assertThat(registered.status()).as("%s", registered).isEqualTo(201);
			String token = http().post("/auth/login")
				.json(this.administrator ? "{\"username\":\"admin\",\"password\":\"secret\"}" : newcomer)
				.send()
				.text("access_token");
			Answer made = http().post("/api/keys").bearer(token).json("{\"name\":\"odd\"}").send();
			this.credential = this.operation.schemes().contains("apiKey") ? "X-API-Key: " + made.text("key")
					: "Authorization: Bearer " + token;
			this.id = this.operation.path().startsWith("/api/keys") ? made.text("id")
					: this.operation.path().startsWith("/api/sessions") ? http().get("/api/sessions")
						.bearer(token)
						.send()
						.json()
						.path("sessions")
						.path(0)
						.path("id")
						.asString("") : registered.text("id");
			Stream.of(token, made.text("key")).filter((secret) -> !secret.isEmpty()).forEach(secrets::add);
		}

		String path() {
			String path = this.operation.path().replace("{id}", this.id);
			for (JsonNode parameter : this.operation.node().path("parameters")) {
				path = path.replace("{" + parameter.path("name").asString() + "}",
						parameter.path("example").asString("unknown"));
			}
			return path;
		}

		Collection<String> parameters(String place) {
			return OddInputTests.named(this.operation, place);
		}

		Collection<String> members() {
			Set<String> members = new LinkedHashSet<>();
			schema().path("properties").propertyStream().map(Map.Entry::getKey).forEach(members::add);
			return members;
		}

		private JsonNode schema() {
			JsonNode schema = content().path("schema");
			return schema.has("$ref")
					? this.operation.description().root().at(schema.path("$ref").asString().substring(1)) : schema;
		}

		private JsonNode content() {
			return this.operation.node().path("requestBody").path("content").path("application/json");
		}

		/** A good one. */
		String body() {
			return members().isEmpty() ? "" : body("", "");
		}

		/** A good one but for a member. */
		String body(String odd, String value) {
			JsonNode example = content().has("example") ? content().path("example")
					: content().path("examples")
						.valueStream()
						.findFirst()
						.map((one) -> one.path("value"))
						.orElse(schema());
			Map<String, String> all = new LinkedHashMap<>();
			members().forEach((member) -> {
				String good = switch (member) {
					case "username" -> this.operation.path().endsWith("register")
							? "\"new-" + callers.incrementAndGet() + "\"" : "\"" + this.username + "\"";
					case "password", "current", "new" -> "\"" + PASSWORD + "\"";
					default -> example.path(member).isMissingNode() ? "" : example.path(member).toString();
				};
				if (!good.isEmpty()) {
					all.put(member, good);
				}
			});
			if (!odd.isEmpty()) {
				all.put(odd, value);
			}
			return all.entrySet()
				.stream()
				.map((member) -> "\"" + member.getKey() + "\":" + member.getValue())
				.collect(Collectors.joining(",", "{", "}"));
		}

		void send(String target, List<String> lines, String body) {
			int status = exchange(target, lines, body);
			if (status == 401 && this.known && this.logins < MAX_LOGINS
					&& lines.stream().noneMatch((line) -> line.matches("(?i)(authorization|x-api-key|cookie):.*"))) {
				logIn();
				status = exchange(target.replace("{id}", this.id), lines, body);
			}
			if (status >= 500 || status == 0) {
				faults.add(status + " " + this.operation + ": " + brief(target.replace(path(), "")) + " "
						+ brief(lines.toString()) + " " + brief(body));
			}
		}

		private int exchange(String target, List<String> lines, String body) {
			sent.incrementAndGet();
			List<String> all = new ArrayList<>(List.of("Host: localhost:" + service.port()));
			if (this.known && fields(lines, this.credential.replaceFirst(":.*", "")).isEmpty()) {
				all.add(this.credential);
			}
			if (!body.isEmpty()) {
				if (fields(lines, "Content-Type").isEmpty()) {
					all.add("Content-Type: application/json");
				}
				all.add("Content-Length: " + body.length());
			}
			all.addAll(lines);
			String request = this.operation.method() + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", all)
					+ "\r\n\r\n" + body;
			return this.connection.send(request.getBytes(StandardCharsets.ISO_8859_1));
		}

		private static List<String> fields(List<String> lines, String header) {
			return lines.stream()
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(header.toLowerCase(Locale.ROOT) + ":"))
				.toList();
		}

		static String brief(String text) {
			String clean = text.chars()
				.mapToObj((c) -> (c < 32 || c > 126) ? "\\x%02x".formatted(c) : String.valueOf((char) c))
				.collect(Collectors.joining());
			return (clean.length() > 300) ? clean.substring(0, 300) + "… (" + text.length() + ")" : clean;
		}

		@Override
		public void close() {
			this.connection.close();
		}

	}

}
