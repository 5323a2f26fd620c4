package dev.gatehouse.host.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.passkey.SoftwareAuthenticator;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Description;
import dev.gatehouse.support.Description.Operation;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Http.Call;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The description is complete, is the one that was reviewed, and is true.
 */
class OpenApiTests extends ServerTests {

	private static final Path COMMITTED = Path.of("src/main/resources/openapi.yaml");

	private static final String HEAD = """
			# What the service serves at /v3/api-docs.yaml, for reviewers and for generators of clients. Written by
			# ./mvnw test -Dtest=OpenApiTests -Dgatehouse.openapi.write=true
			""";

	/** No handler method is behind these. */
	private static final Set<String> UNMAPPED = Set.of("GET /actuator/health", "GET /actuator/health/liveness",
			"GET /actuator/health/readiness");

	private static final Set<String> TELLING_HEADERS = Set.of("RateLimit", "RateLimit-Policy", "Retry-After",
			"WWW-Authenticate", "Location", "Deprecation", "Sunset", "Set-Cookie");

	@Autowired
	@Qualifier("requestMappingHandlerMapping")
	private RequestMappingHandlerMapping mappings;

	private Description description;

	@BeforeEach
	void read() {
		this.description = new Description(this.http.get("/v3/api-docs").send().json());
	}

	@Test
	void descriptionWhenServedThenIsTheCommittedOne() throws IOException {
		String served = this.http.get("/v3/api-docs.yaml").send().body().replace(issuer(), "http://localhost:8080");
		assertThat(HEAD + served)
			.isEqualTo(new ClassPathResource("openapi.yaml").getContentAsString(StandardCharsets.UTF_8));
		assertThat(this.http.get("/v3/api-docs").send().body())
			.contains("\"created_at\":\"2026-01-01T00:00:00Z\",\"expires_at\"");
	}

	/** Code that has changed is described by writing the file anew, as its head says. */
	@Test
	void descriptionWhenGeneratedFromTheCodeThenIsTheCommittedOne() throws IOException {
		try (Replica generator = Replica.start("--spring.main.sources=" + ApiDescription.class.getName(),
				"--springdoc.api-docs.enabled=true", "--springdoc.api-docs.path=/generated",
				"--gatehouse.open-paths=/generated.yaml", "--springdoc.paths-to-exclude=/v3/**",
				"--springdoc.default-produces-media-type=application/json",
				"--springdoc.override-with-generic-response=false", "--GITHUB_CLIENT_ID=x",
				"--GITHUB_CLIENT_SECRET=x")) {
			String generated = HEAD + generator.http().get("/generated.yaml").send().body();
			if (Boolean.getBoolean("gatehouse.openapi.write")) {
				Files.writeString(COMMITTED, generated);
			}
			assertThat(generated).isEqualTo(Files.readString(COMMITTED));
		}
	}

	@Test
	void operationsWhenListedThenAreTheRoutesAndNoOthers() {
		Set<String> routes = this.mappings.getHandlerMethods()
			.keySet()
			.stream()
			.flatMap(OpenApiTests::routes)
			.filter((route) -> !route.endsWith(" /error") && !route.contains(" /test/")
					&& !route.endsWith(" /index.html"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(routes).hasSizeGreaterThan(25)
			.contains("GET /auth/github", "GET /auth/github/callback", "GET /auth/google", "GET /auth/google/callback");
		routes.addAll(UNMAPPED);
		assertThat(this.description.operations().map(Operation::toString)).containsExactlyInAnyOrderElementsOf(routes);
	}

	@Test
	void operationsWhenReadThenEachHasItsWordsAndAName() {
		assertThat(this.description.operations()).allSatisfy((operation) -> {
			assertThat(operation.text("summary")).isNotEmpty();
			assertThat(operation.text("operationId")).matches("[a-z][A-Za-z]+");
			assertThat(operation.node().path("tags")).hasSize(1);
			assertThat(operation.node().has("security")).isTrue();
			assertThat(operation.node()
				.path("parameters")
				.valueStream()
				.filter((parameter) -> !parameter.path("name").asString().equals("id"))).allSatisfy(
						(parameter) -> assertThat(parameter.has("description") || parameter.path("schema").has("enum")
								|| parameter.path("schema").has("maximum") || parameter.has("example"))
							.as(parameter.toString())
							.isTrue());
		});
		assertThat(this.description.operations().map((operation) -> operation.text("operationId")))
			.doesNotHaveDuplicates();
		assertThat(this.description.root().path("openapi").asString()).isEqualTo("3.1.0");
	}

	@Test
	void credentialsWhenSeveralWillDoThenAreAlternatives() {
		assertThat(this.description.operations()).allSatisfy((operation) -> assertThat(operation.doors())
			.allSatisfy((door) -> assertThat(door).as("one credential, not several at once").hasSize(1)));
		assertThat(this.description.operation("GET", "/api/data").schemes()).containsExactly("apiKey", "keyAsBearer");
		assertThat(this.description.operation("GET", "/api/protected").schemes()).containsExactly("bearer", "cookie",
				"github");
		assertThat(this.description.operation("GET", "/api/whoami").schemes()).containsExactly("apiKey", "keyAsBearer",
				"bearer", "cookie", "github");
	}

	/** Without a credential, each door says what its description says. */
	@Test
	void operationsWhenCalledWithoutCredentialThenAnswerAsDescribed() {
		assertThat(this.description.operations()).allSatisfy((operation) -> {
			Answer answer = this.http
				.call(operation.method(),
						operation.path().replaceAll("\\{(id|provider)}", "x").replace("{code}", "token_expired"))
				.send();
			Collection<String> doors = operation.schemes();
			assertThat(answer.status() == 401).as(answer.toString()).isEqualTo(!doors.isEmpty());
			assertThat(String.join(" ", answer.headers("WWW-Authenticate")).contains("ApiKey"))
				.isEqualTo(doors.contains("apiKey"));
			assertThat(String.join(" ", answer.headers("WWW-Authenticate")).contains("Bearer"))
				.isEqualTo(doors.contains("bearer") || doors.contains("keyAsBearer"));
			isAsDescribed(operation, answer);
		});
	}

	@Test
	void problemsWhenListedThenAreThoseOfTheCatalogueWithTheirStatus() {
		Set<String> listed = new TreeSet<>();
		this.description.operations().forEach((operation) -> operation.responses().forEach((status, response) -> {
			for (String code : Description.codes(response)) {
				listed.add(code);
				assertThat(Stream.concat(Stream.of("default"),
						ProblemCatalogue.codes()
							.filter((problem) -> problem.code().equals(code))
							.map((problem) -> String.valueOf(problem.status().value()))))
					.as("%s at %s", code, operation)
					.contains(status);
			}
		}));
		assertThat(listed).containsExactlyInAnyOrderElementsOf(ProblemCatalogue.all()
			.stream()
			.map(ProblemCatalogue.Entry::code)
			.filter((code) -> !code.equals("authentication_required"))
			.toList());
	}

	@Test
	void examplesWhenGivenThenAreAsTheirSchemasSay() {
		assertThat(this.description.examples()).hasSizeGreaterThan(50)
			.allSatisfy((example) -> this.description.check(example.value(), example.schema(), example.place()));
	}

	@Test
	void answersWhenRealThenAreAsDescribed() {
		String name = this.accounts.withPassword().subject();
		String body = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, TestAccounts.PASSWORD);
		Answer login = is("POST /auth/login", 200, this.http.post("/auth/login").json(body));
		String token = login.text("access_token");
		is("POST /auth/login", 200, this.http.post("/auth/login?delivery=cookie").json(body));
		is("POST /auth/login", 401, this.http.post("/auth/login").json(body.replace(TestAccounts.PASSWORD, "no")));
		is("POST /auth/login", 400, this.http.post("/auth/login").json("{"));
		is("POST /auth/login", 413, this.http.post("/auth/login").json("{\"username\":\"" + "a".repeat(17000) + "\"}"));
		is("POST /auth/refresh", 200,
				this.http.post("/auth/refresh").json("{\"refresh_token\":\"" + login.text("refresh_token") + "\"}"));
		is("POST /auth/register", 201, this.http.post("/auth/register")
			.json("{\"username\":\"%sx\",\"password\":\"plover kettle 7 umbrella\"}".formatted(name)));
		is("GET /api/protected", 200, this.http.get("/api/protected").bearer(token));
		is("GET /api/protected", 401, this.http.get("/api/protected").bearer("abc"));
		is("GET /api/whoami", 200, this.http.get("/api/whoami").bearer(token));
		is("GET /api/whoami", 200, this.http.get("/api/whoami").apiKey(this.keys.good()));
		is("GET /api/whoami", 400, this.http.get("/api/whoami").apiKey(this.keys.good()).bearer(token));
		is("GET /api/sessions", 200, this.http.get("/api/sessions").bearer(token));
		is("GET /api/accounts", 403, this.http.get("/api/accounts").bearer(token));
		is("GET /api/accounts", 200, this.http.get("/api/accounts").bearer(login("admin", "secret")));
		is("GET /api/audit", 200, this.http.get("/api/audit?limit=1").bearer(login("admin", "secret")));
		is("GET /api/audit", 200, this.http.get("/api/audit").bearer(token));
		is("GET /.well-known/jwks.json", 200, this.http.get("/.well-known/jwks.json"));
		is("GET /auth/providers", 200, this.http.get("/auth/providers"));
		is("GET /actuator/health", 200, this.http.get("/actuator/health"));
		is("GET /problems/{code}", 404, this.http.get("/problems/none"));
		is("DELETE /api/sessions", 204, this.http.call("DELETE", "/api/sessions").bearer(token));
	}

	@Test
	void answersWhenAboutKeysThenAreAsDescribed() {
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		Answer made = is("POST /api/keys", 201,
				this.http.post("/api/keys").bearer(token).json("{\"name\":\"ci\",\"scopes\":[\"data:read\"]}"));
		String id = made.text("id");
		is("GET /api/data", 200, this.http.get("/api/data").apiKey(made.text("key")));
		is("POST /api/keys/{id}/rotate", 201, this.http.post("/api/keys/" + id + "/rotate").bearer(token));
		is("POST /api/keys/{id}/rotate", 409, this.http.post("/api/keys/" + id + "/rotate").bearer(token));
		Answer old = is("GET /api/data", 200, this.http.get("/api/data").apiKey(made.text("key")));
		assertThat(old.headers("Sunset")).hasSize(1);
		is("GET /api/keys", 200, this.http.get("/api/keys").bearer(token));
		is("GET /api/keys", 200, this.http.get("/api/keys").bearer(login("admin", "secret")));
		is("GET /api/keys/{id}/usage", 200, this.http.get("/api/keys/" + id + "/usage").bearer(token));
		is("GET /api/keys/{id}/usage", 400, this.http.get("/api/keys/" + id + "/usage?granularity=week").bearer(token));
		is("DELETE /api/keys/{id}", 204, this.http.call("DELETE", "/api/keys/" + id).bearer(token));
		is("GET /api/data", 401, this.http.get("/api/data").apiKey(made.text("key")));
		is("GET /api/data", 400, this.http.get("/api/data?key=" + made.text("key")));
		is("GET /api/data", 403, this.http.get("/api/data").apiKey(this.keys.withoutScope()));
		String key = this.keys.good();
		Answer last = Stream.generate(() -> this.http.get("/api/data").apiKey(key).send())
			.filter((answer) -> answer.status() != 200)
			.findFirst()
			.orElseThrow();
		isAsDescribed(this.description.operation("GET", "/api/data"), last);
		assertThat(last.code()).isEqualTo("rate_limited");
	}

	@Test
	void answersWhenLoggingInAtAProviderThenAreAsDescribed() {
		is("GET /auth/github", 302, this.http.get("/auth/github"));
		Answer begun = is("GET /auth/github", 200, this.http.get("/auth/github").header("Accept", "application/json"));
		Cookies browser = new Cookies().take(begun);
		String callback = this.http.get(begun.text("url")).send().header("Location");
		is("GET /auth/github/callback", 200, browser.on(this.http.get(callback)));
		is("GET /auth/github/callback", 400, browser.on(this.http.get(callback)));
		is("GET /auth/google", 404, this.http.get("/auth/google"));
	}

	@Test
	void answersWhenAboutPasskeysThenAreAsDescribed() {
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		SoftwareAuthenticator authenticator = new SoftwareAuthenticator(issuer());
		Answer creation = is("POST /api/me/passkeys/options", 200,
				this.http.post("/api/me/passkeys/options").bearer(token));
		String made = "{\"label\":\"phone\",\"credential\":%s}".formatted(authenticator.create(creation.body()).json());
		Answer added = is("POST /api/me/passkeys", 201, this.http.post("/api/me/passkeys").bearer(token).json(made));
		is("POST /api/me/passkeys", 400, this.http.post("/api/me/passkeys").bearer(token).json(made));
		SoftwareAuthenticator.Answer wrong = authenticator
			.create(this.http.post("/api/me/passkeys/options").bearer(token).send().body());
		wrong.rpId = "elsewhere.example";
		is("POST /api/me/passkeys", 400,
				this.http.post("/api/me/passkeys")
					.bearer(token)
					.json("{\"label\":\"phone\",\"credential\":%s}".formatted(wrong.json())));
		is("GET /api/me/passkeys", 200, this.http.get("/api/me/passkeys").bearer(token));
		String path = "/api/me/passkeys/" + added.text("id");
		is("PATCH /api/me/passkeys/{id}", 200, this.http.call("PATCH", path).bearer(token).json("{\"label\":\"old\"}"));
		Answer begun = is("POST /auth/passkey/options", 200, this.http.post("/auth/passkey/options"));
		Cookies browser = new Cookies().take(begun);
		String login = "{\"credential\":%s}".formatted(authenticator.get(begun.body()).json());
		is("POST /auth/passkey", 200, browser.on(this.http.post("/auth/passkey")).json(login));
		is("POST /auth/passkey", 400, browser.on(this.http.post("/auth/passkey")).json(login));
		is("DELETE /api/me/passkeys/{id}", 204, this.http.call("DELETE", path).bearer(token));
		is("POST /api/me/identities/{provider}", 200, this.http.post("/api/me/identities/github").bearer(token));
		is("POST /api/me/identities/{provider}", 404, this.http.post("/api/me/identities/x").bearer(token));
		is("GET /api/me/identities", 200, this.http.get("/api/me/identities").bearer(token));
		is("DELETE /api/me/identities/{provider}", 404,
				this.http.call("DELETE", "/api/me/identities/github").bearer(token));
		is("POST /auth/reauthenticate", 401,
				this.http.post("/auth/reauthenticate").bearer(token).json("{\"password\":\"wrong\"}"));
		begun = this.http.post("/auth/passkey/options").send();
		is("POST /auth/passkey", 401,
				new Cookies().take(begun)
					.on(this.http.post("/auth/passkey"))
					.json("{\"credential\":%s}".formatted(authenticator.get(begun.body()).json())));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v3/api-docs", "/v3/api-docs.yaml" })
	void descriptionWhenHeadersNameAnotherHostThenDoesNotRepeatIt(String path) {
		int length = this.http.get(path).send().body().length();
		for (String header : List.of("Host: evil.example", "Host: a\r\nX-Forwarded-Host: evil.example",
				"Host: a\r\nForwarded: host=evil.example", "Host: a\r\nX-Forwarded-Prefix: /evil.example",
				"Host: a\r\nAccept-Language: evil-example")) {
			String response = new RawHttp(port())
				.exchange("GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + header + "\r\n\r\n");
			assertThat(RawHttp.status(response)).isEqualTo(200);
			assertThat(response.split("\r\n\r\n", 2)[1]).hasSize(length).doesNotContain("evil");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v3/api-docs", "/v3/api-docs.yaml", "/docs", "/docs/docs.js" })
	void descriptionWhenNotReadThenTellsWhichMethodsItTakes(String path) {
		Answer answer = this.http.post(path).send();
		assertThat(answer.code()).isEqualTo("method_not_allowed");
		assertThat(answer.header("Allow")).contains("GET");
	}

	private Answer is(String operation, int status, Call call) {
		Answer answer = call.send();
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		String[] parts = operation.split(" ");
		isAsDescribed(this.description.operation(parts[0], parts[1]), answer);
		return answer;
	}

	private void isAsDescribed(Operation operation, Answer answer) {
		String place = operation + ": " + answer;
		JsonNode response = operation.response(answer.status());
		if (!answer.body().isEmpty()) {
			String type = answer.header("Content-Type").replaceFirst(";.*", "");
			JsonNode content = response.path("content").path(type);
			assertThat(content.isMissingNode()).as(place).isFalse();
			if (type.endsWith("json")) {
				this.description.check(answer.json(), content.path("schema"), place);
			}
		}
		if (!answer.code().isEmpty()) {
			assertThat(Description.codes(response)).as(place).contains(answer.code());
		}
		Set<String> described = response.path("headers")
			.propertyStream()
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
		assertThat(described).as(place)
			.containsAll(TELLING_HEADERS.stream()
				.filter((name) -> !answer.headers(name).isEmpty())
				.filter((name) -> !(name.equals("Set-Cookie") && operation.path().matches("/auth/(github|passkey).*")))
				.toList());
	}

	private static Stream<String> routes(RequestMappingInfo mapping) {
		return mapping.getPatternValues()
			.stream()
			.flatMap((pattern) -> pattern.contains("{provider:")
					? Stream.of("github", "google").map((name) -> pattern.replaceFirst("\\{provider:.*}", name))
					: Stream.of(pattern))
			.flatMap(
					(path) -> mapping.getMethodsCondition().getMethods().stream().map((method) -> method + " " + path));
	}

}
