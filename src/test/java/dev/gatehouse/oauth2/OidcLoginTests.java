package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.gatehouse.standin.Endpoint;
import dev.gatehouse.standin.Failure;
import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.standin.OidcHandler.Forgery;
import dev.gatehouse.standin.OidcProfile;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.MutableClock;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three OpenID providers and a plain OAuth2 one at once, by configuration alone.
 */
class OidcLoginTests {

	private static final String UNAVAILABLE = "502 provider_unavailable";

	private static final String INVALID = "400 login_attempt_invalid";

	private static final Map<String, GitHubStandIn> PROVIDERS = Map.of("uuids",
			GitHubStandIn.start(0, OidcProfile.UUIDS), "pipes", GitHubStandIn.start(0, OidcProfile.PIPES), "long-ones",
			GitHubStandIn.start(0, OidcProfile.LONG), "gitea", GitHubStandIn.start(0), "github",
			GitHubStandIn.start(0));

	private static final AtomicReference<ProviderUser> LAST = new AtomicReference<>();

	private static Replica service;

	private static String base;

	@BeforeAll
	static void start() {
		int port = ServiceProcess.freePort();
		base = "http://localhost:" + port;
		List<String> options = new ArrayList<>(List.of("--server.port=" + port));
		for (String id : List.of("uuids", "pipes", "long-ones")) {
			options.addAll(options(PROVIDERS.get(id).oidcProperties(id, "The " + id)));
		}
		options.addAll(options(PROVIDERS.get("github").properties()));
		options.addAll(options(PROVIDERS.get("gitea").plainProperties("gitea", "id")));
		service = replica(options);
	}

	@AfterAll
	static void stop() {
		service.close();
		PROVIDERS.values().forEach(GitHubStandIn::close);
	}

	@AfterEach
	void reset() {
		PROVIDERS.values().forEach(GitHubStandIn::reset);
		LAST.set(null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "uuids", "pipes", "long-ones" })
	void loginWhenProviderIsConfiguredThenIsTheSubjectAtThatIssuer(String id) {
		String issuer = PROVIDERS.get(id).url();
		assertThat(login(id, "octocat").status()).isEqualTo(200);
		String subject = switch (id) {
			case "uuids" -> OidcProfile.UUIDS.subjects().apply(583231);
			case "pipes" -> "auth0|583231";
			default -> OidcProfile.LONG.subjects().apply(583231);
		};
		assertThat(LAST.get()).isEqualTo(
				new ProviderUser(id, issuer, subject, "The Octocat", "583231+octocat@users.noreply.example.com"));
		assertThat(subject.length()).isEqualTo(id.equals("long-ones") ? 255 : subject.length());
	}

	@Test
	void loginWhenProviderIsPlainThenIsTheIdAtThatAddress() {
		assertThat(login("gitea", "octocat").status()).isEqualTo(200);
		assertThat(LAST.get()).extracting(ProviderUser::provider, ProviderUser::issuer, ProviderUser::id)
			.containsExactly("gitea", PROVIDERS.get("gitea").url() + "/login/oauth", "583231");
	}

	@Test
	void loginWhenTwoProvidersGiveOneSubjectThenAreTwoUsers() {
		PROVIDERS.get("uuids").nameSubjects((id) -> "same");
		PROVIDERS.get("pipes").nameSubjects((id) -> "same");
		login("uuids", "octocat");
		ProviderUser one = LAST.get();
		login("pipes", "octocat");
		assertThat(LAST.get().id()).isEqualTo(one.id());
		assertThat(LAST.get().provider()).isNotEqualTo(one.provider());
		assertThat(LAST.get().issuer()).isNotEqualTo(one.issuer());
	}

	@Test
	void providersWhenListedThenHaveNamesForPeople() {
		Answer answer = service.http().get("/auth/providers").send();
		assertThat(answer.body())
			.startsWith("{\"providers\":[\"github\",\"gitea\",\"long-ones\",\"pipes\",\"uuids\"],\"names\":{");
		assertThat(answer.json().path("names").path("github").asString()).isEqualTo("GitHub");
		assertThat(answer.json().path("names").path("pipes").asString()).isEqualTo("The pipes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "AbC", "aBc", "a|b|c", "\"<script>'", "~", "0", "a b" })
	void subjectWhenOfAsciiThenIsKeptAsItIs(String subject) {
		PROVIDERS.get("pipes").nameSubjects((id) -> subject);
		assertThat(login("pipes", "mona").status()).isEqualTo(200);
		assertThat(LAST.get().id()).isEqualTo(subject);
	}

	@ParameterizedTest
	@MethodSource
	void subjectWhenNotOfTheStandardsFormThenRefused(String subject) {
		PROVIDERS.get("pipes").nameSubjects((id) -> subject);
		assertThat(login("pipes", "mona").summary()).isEqualTo("502 provider_error");
		assertThat(LAST.get()).isNull();
	}

	static Stream<String> subjectWhenNotOfTheStandardsFormThenRefused() {
		return Stream.of("x".repeat(256), "é", "", " ", "a\nb", "\0", "\u007f");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE,
			names = { "ODD_SUBJECT", "OTHER_ALGORITHM", "OLD_LOGIN", "NO_LOGIN_TIME" })
	void loginWhenIdTokenIsForgedThenRefused(Forgery forgery) {
		for (String id : List.of("pipes", "long-ones")) {
			PROVIDERS.get(id).forgeNextIdToken(forgery);
			assertThat(login(id, "hubot").summary()).isEqualTo("502 provider_error");
			assertThat(PROVIDERS.get(id).requestCount(Endpoint.USERINFO)).isZero();
		}
		assertThat(LAST.get()).isNull();
	}

	@Test
	void loginWhenUserInfoIsOfAnotherThenRefused() {
		PROVIDERS.get("pipes").failNext(Endpoint.USERINFO, Failure.with("sub", "AUTH0|480938"));
		assertThat(login("pipes", "hubot").summary()).isEqualTo("502 provider_error");
	}

	@ParameterizedTest
	@ValueSource(strings = { "uuids", "pipes", "long-ones" })
	void loginWhenKeysHaveRotatedThenLearnsTheNewOne(String id) {
		assertThat(login(id, "hubot").status()).isEqualTo(200);
		PROVIDERS.get(id).rotateKey();
		assertThat(login(id, "hubot").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "pipes, /", "pipes, x", "pipes, &iss=", "github, /", "github, x", "gitea, /", "gitea, &iss=" })
	void callbackWhenItsIssuerIsWrongThenRefusedAndTheAttemptIsSpent(String id, String suffix) {
		refused(id, "&", (callback) -> callback + suffix);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pipes", "github", "gitea" })
	void callbackWhenOfAnotherIssuerThenRefusedAndTheAttemptIsSpent(String id) {
		refused(id, "&", (callback) -> callback.replaceFirst("iss=[^&]*", "iss=https://evil.example"));
		refused(id, "&", (callback) -> callback.replaceFirst("iss=[^&]*", "iss="));
		refused(id, "&", (callback) -> callback + "&" + callback.replaceFirst(".*(iss=[^&]*).*", "$1"));
		refused(id, "&deny=true&", (callback) -> callback.replaceFirst("iss=[^&]*", "iss=https://evil.example"));
		refused(id, "&deny=true&", (callback) -> callback + "&iss=https://evil.example");
	}

	@Test
	void callbackWhenItHasNoIssuerThenDependsOnWhatTheProviderPromises() {
		refused("pipes", "&", (callback) -> callback.replaceFirst("&iss=[^&]*", ""));
		refused("pipes", "&deny=true&", (callback) -> callback.replaceFirst("&iss=[^&]*", ""));
		Browser browser = new Browser(base);
		String callback = browser.approve(browser.begin("/auth/github"), "octocat").replaceFirst("&iss=[^&]*", "");
		assertThat(browser.open(callback).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pipes", "github" })
	void callbackWhenDeniedByTheRightIssuerThenSaysSo(String id) {
		Browser browser = new Browser(base);
		assertThat(browser.open(browser.approve(browser.begin("/auth/" + id) + "&deny=true", "octocat")).code())
			.isEqualTo("login_denied");
	}

	@Test
	void startWhenProviderIsDownThenStartsAndLogsInLater() {
		int port = ServiceProcess.freePort();
		String away = "http://localhost:" + ServiceProcess.freePort();
		int here = Integer.parseInt(away.replaceFirst(".*:", ""));
		try (Replica fresh = replica(List.of("--server.port=" + port, Replica.CLOCK_OFFSET + "PT0S",
				"--OIDC_ISSUER_URI=" + away, "--OIDC_CLIENT_ID=" + GitHubStandIn.CLIENT_ID,
				"--OIDC_CLIENT_SECRET=" + GitHubStandIn.CLIENT_SECRET, "--OIDC_NAME=Ours"))) {
			assertThat(fresh.http().get("/auth/providers").send().body()).contains("\"oidc\":\"Ours\"");
			assertThat(fresh.http().get("/auth/oidc").send().summary()).isEqualTo(UNAVAILABLE);
			assertThat(fresh.http().get("/auth/oidc").header("Accept", "text/html").send().header("Location"))
				.isEqualTo("/?error=provider_unavailable");
			try (GitHubStandIn back = GitHubStandIn.start(here, OidcProfile.UUIDS)) {
				assertThat(fresh.http().get("/auth/oidc").send().summary()).isEqualTo(UNAVAILABLE);
				assertThat(back.requestCount(Endpoint.DISCOVERY)).isZero();
				fresh.bean(MutableClock.class).move(Duration.ofSeconds(30));
				Browser browser = new Browser("http://localhost:" + port);
				assertThat(browser.open(browser.approve(browser.begin("/auth/oidc"), "octocat")).status())
					.isEqualTo(200);
				assertThat(LAST.get().provider()).isEqualTo("oidc");
				assertThat(back.requestCount(Endpoint.DISCOVERY)).isOne();
			}
		}
	}

	@Test
	void discoveryWhenMetadataIsUnfitThenUnavailableAndAskedAgainLater() {
		int port = ServiceProcess.freePort();
		GitHubStandIn provider = PROVIDERS.get("uuids");
		List<String> options = new ArrayList<>(
				List.of("--server.port=" + port, Replica.CLOCK_OFFSET + "PT0S", "--GITHUB_CLIENT_ID="));
		options.addAll(options(provider.oidcProperties("late", "Late")));
		try (Replica fresh = replica(options)) {
			List<Failure> failures = List.of(Failure.HTML, Failure.HUGE_BODY, Failure.slow(Duration.ofSeconds(20)),
					Failure.EMPTY, Failure.JSON_NULL, Failure.JSON_ARRAY, Failure.JSON_OBJECT, Failure.TRUNCATED_JSON,
					Failure.status(404), Failure.status(500), Failure.redirect("https://evil.example/"),
					Failure.with("issuer", provider.url() + "/"), Failure.with("issuer", "https://evil.example"),
					Failure.with("issuer", null), Failure.with("issuer", 1), Failure.without("jwks_uri"),
					Failure.without("token_endpoint"), Failure.with("token_endpoint", "ftp://a"),
					Failure.with("authorization_endpoint", "javascript:alert(1)"),
					Failure.with("id_token_signing_alg_values_supported", List.of("HS256", "none")),
					Failure.with("id_token_signing_alg_values_supported", List.of("RS1")));
			for (Failure failure : failures) {
				provider.failNext(Endpoint.DISCOVERY, failure);
				assertThat(fresh.http().get("/auth/late").send().summary()).as(failure.toString())
					.isEqualTo(UNAVAILABLE);
				assertThat(fresh.http().get("/auth/late/callback?code=a&state=b").send().summary())
					.as(failure.toString())
					.isEqualTo(UNAVAILABLE);
				fresh.bean(MutableClock.class).move(Duration.ofSeconds(31));
			}
			assertThat(provider.requestCount(Endpoint.DISCOVERY)).isEqualTo(failures.size());
			List<Integer> begun = Together.run(8, 8, (i) -> fresh.http().get("/auth/late").send().status());
			assertThat(begun).containsOnly(302);
			assertThat(provider.requestCount(Endpoint.DISCOVERY)).isEqualTo(failures.size() + 1);
		}
	}

	@Test
	void discoveryWhenSlowThenOtherDoorsDoNotWait() {
		GitHubStandIn provider = PROVIDERS.get("uuids");
		provider.failAlways(Endpoint.DISCOVERY, Failure.slow(Duration.ofSeconds(20)));
		int port = ServiceProcess.freePort();
		List<String> options = new ArrayList<>(List.of("--server.port=" + port));
		options.addAll(options(provider.oidcProperties("slow", "Slow")));
		options.addAll(options(PROVIDERS.get("github").properties()));
		try (Replica fresh = replica(options)) {
			List<Duration> times = Together.run(31, 31, (i) -> {
				if (i > 0) {
					long begun = System.nanoTime();
					assertThat(fresh.http().get("/auth/slow").send().summary()).isEqualTo(UNAVAILABLE);
					return Duration.ofNanos(System.nanoTime() - begun);
				}
				Browser browser = new Browser("http://localhost:" + port);
				long begun = System.nanoTime();
				assertThat(browser.login("octocat").status()).isEqualTo(200);
				return Duration.ofNanos(System.nanoTime() - begun);
			});
			assertThat(times.get(0)).isLessThan(Duration.ofSeconds(4));
			assertThat(times.stream().filter((time) -> time.compareTo(Duration.ofSeconds(4)) > 0).count())
				.isLessThanOrEqualTo(11);
			assertThat(provider.requestCount(Endpoint.DISCOVERY)).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = {
			"issuer-uri=https://login.microsoftonline.com/common/v2.0; shared by all tenants of Entra ID",
			"issuer-uri=https://login.microsoftonline.com/Organizations/v2.0; shared by all tenants of Entra ID",
			"issuer-uri=https://login.microsoftonline.us/consumers; shared by all tenants of Entra ID",
			"issuer-uri=; field oidc[x].issuerUri", "client-id=; field oidc[x].clientId",
			"client-secret=; field oidc[x].clientSecret",
			"issuer-uri=ldap://a; provider x does not begin with https://",
			"issuer-uri=https://a b; provider x is not an address" })
	void startWhenAProviderIsNotConfiguredRightThenRefuses(String option, String fault) {
		assertThat(failure("x", "--gatehouse.oauth2.oidc.x." + option).replace("'", "")).contains(fault);
	}

	@ParameterizedTest
	@ValueSource(strings = { "login", "logout", "refresh", "register", "providers", "passkey", "reauthenticate", "pwd",
			"pop", "jwt", "api-key", "github", "google", "1a", "a_b", "abcdefghijklmnopqrstuvwxyz123456" })
	void startWhenTheIdCannotBeOneThenRefuses(String id) {
		assertThat(failure(id, "--a=b")).contains(id, "Choose another id");
	}

	@Test
	void startWhenOneVariableIsMissingThenRefuses() {
		assertThat(failure("x", "--OIDC_CLIENT_ID=id")).contains("oidc[oidc].issuerUri", "OIDC_ISSUER_URI");
	}

	@ParameterizedTest
	@ValueSource(strings = { "login", "name", "email", "username", "preferred_username" })
	void startWhenAUserWouldBeKnownByANameThenRefuses(String attribute) {
		assertThat(failure("x",
				options(PROVIDERS.get("gitea").plainProperties("gitea", attribute)).toArray(String[]::new)))
			.contains("provider.gitea.user-name-attribute must be an id that never changes");
	}

	@Test
	void attemptWhenTheMetadataIsLostMeanwhileThenIsNotSpent() {
		int port = ServiceProcess.freePort();
		String address = "http://localhost:" + port;
		GitHubStandIn provider = PROVIDERS.get("pipes");
		List<String> options = new ArrayList<>(List.of("--server.port=" + port, Replica.CLOCK_OFFSET + "PT0S",
				"--spring.datasource.url=jdbc:h2:mem:lost;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1"));
		options.addAll(options(provider.oidcProperties("pipes", "Pipes")));
		Browser browser = new Browser(address);
		String callback;
		try (Replica before = replica(options)) {
			callback = browser.approve(browser.begin("/auth/pipes"), "octocat");
		}
		try (Replica after = replica(options)) {
			provider.failNext(Endpoint.DISCOVERY, Failure.status(503));
			assertThat(browser.open(callback).summary()).isEqualTo(UNAVAILABLE);
			after.bean(MutableClock.class).move(Duration.ofSeconds(31));
			assertThat(browser.open(callback).status()).isEqualTo(200);
		}
	}

	/** Neither provider says in the callback who it is. */
	@Test
	void callbackWhenOfAnotherProviderThenRefusedAndNotSpent() {
		Browser browser = new Browser(base);
		String callback = browser.approve(browser.begin("/auth/gitea"), "octocat").replaceFirst("&iss=[^&]*", "");
		assertThat(browser.open(callback.replace("/auth/gitea/", "/auth/github/")).summary()).isEqualTo(INVALID);
		assertThat(PROVIDERS.get("github").requestCount(Endpoint.TOKEN)).isZero();
		assertThat(browser.open(callback).status()).isEqualTo(200);
	}

	private static void refused(String id, String more, java.util.function.UnaryOperator<String> change) {
		PROVIDERS.get(id).reset();
		Browser browser = new Browser(base);
		String callback = browser.approve(browser.begin("/auth/" + id) + more.replaceFirst("&$", ""), "octocat");
		assertThat(callback).contains("iss=");
		assertThat(browser.open(change.apply(callback)).summary()).isEqualTo(INVALID);
		assertThat(browser.open(callback).summary()).isEqualTo(INVALID);
		assertThat(PROVIDERS.get(id).requestCount(Endpoint.TOKEN)).isZero();
		assertThat(PROVIDERS.get(id).requestCount(Endpoint.OIDC_TOKEN)).isZero();
	}

	private static Answer login(String id, String user) {
		Browser browser = new Browser(base);
		return browser.open(browser.approve(browser.begin("/auth/" + id), user));
	}

	private static String failure(String id, String... more) {
		List<String> options = new ArrayList<>(List.of(more));
		Map.of("issuer-uri", "https://id.example", "client-id", "id", "client-secret", "confidential")
			.forEach((n, v) -> {
				String option = "--gatehouse.oauth2.oidc." + id + "." + n + "=";
				if (options.stream().noneMatch((given) -> given.startsWith(option))) {
					options.add(option + v);
				}
			});
		try (Replica started = Replica.start(options.toArray(String[]::new))) {
			throw new AssertionError("it started");
		}
		catch (RuntimeException refused) {
			String text = Stream.iterate((Throwable) refused, (cause) -> cause != null, Throwable::getCause)
				.map(Throwable::getMessage)
				.toList()
				.toString();
			assertThat(text).doesNotContain("confidential");
			return text;
		}
	}

	private static List<String> options(Map<String, String> properties) {
		return properties.entrySet().stream().map((each) -> "--" + each.getKey() + "=" + each.getValue()).toList();
	}

	/** Keeps who has logged in, instead of an account of theirs. */
	private static Replica replica(List<String> options) {
		String port = options.get(0).replaceFirst(".*=", "");
		List<String> all = new ArrayList<>(options);
		all.add("--gatehouse.public-url=http://localhost:" + port);
		all.add("--gatehouse.login.starts-per-address=1000000");
		return Replica.startWith(new BeanPostProcessor() {
			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof ProviderLogins) ? (ProviderLogins) (user, request, response) -> {
					LAST.set(user);
					response.getWriter().write("{}");
				} : bean;
			}
		}, all.toArray(String[]::new));
	}

}
