package dev.gatehouse.host.log;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.passkey.PasskeyUser;
import dev.gatehouse.passkey.SoftwareAuthenticator;
import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log holds after good and bad use, with everything logged at DEBUG.
 */
class LogTests {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final String PASSWORD = "hunter2-and-then-some";

	/** As text, and as JSON, which is what a deployment writes. */
	@ParameterizedTest
	@ValueSource(strings = { "demo", "demo,json" })
	void logWhenEverythingIsAtDebugThenHoldsNoSecret(String profiles, @TempDir Path folder) {
		List<String> secrets = new ArrayList<>();
		try (ServiceProcess service = ServiceProcess.start(folder, "--logging.level.root=debug",
				"--spring.profiles.active=" + profiles, "--gatehouse.admin-password=" + PASSWORD)) {
			int started = service.log().length();
			Http http = new Http("http://localhost:" + service.port());
			secrets.addAll(useKeys(http));
			secrets.addAll(usePasswordsAndTokens(http));
			secrets.addAll(useSessions(http));
			secrets.addAll(usePasskeys(http, service.port()));
			secrets.addAll(useGitHub(service.port()));
			breakLines(http, service.port());
			String log = service.log();
			assertThat(log).contains("Securing GET /api/data");
			assertThat(log.substring(started)).doesNotContain(secrets)
				.doesNotContain(PASSWORD, GitHubStandIn.CLIENT_SECRET)
				.doesNotContainPattern(Pattern.compile("^FORGED", Pattern.MULTILINE));
			boolean forPeople = !profiles.contains("json");
			assertThat(log.contains("Demo: the API key " + KEY)).isEqualTo(forPeople);
			assertThat(log).contains("password " + PASSWORD);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
									GET /api/data?key=gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9 | GET /api/data?key=***
							key gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9 used | key gk_demoClient01_*** used
							GET /x?k=gk%5FdemoClient01%5FThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9%ff | GET /x?k=***
							gk%5FdemoClient01%5FThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9 | gk%5FdemoClient01%5F***
							eyJhbGciOiJIUzI1NiJ9%2EeyJzdWIiOiJhIn0%2Eabc | ***
							/callback?%63ode=abc&%73tate=def HTTP | /callback?%63ode=***&%73tate=*** HTTP
							code=A,B;C rest | code=*** rest
							Parameter [code] with value [abc%ff] has been ignored | Parameter [code] with value [***] has been ignored
							Unrecognized token 'hunter2': was expecting | Unrecognized token '***': was expecting
							Account{passwordHash={bcrypt}$2a$10$abc, name=x} | Account{passwordHash=***, name=x}
					Cannot coerce Integer value (98765432109) to | Cannot coerce Integer value (***) to
									Authorization: Bearer abc.def.ghi | Authorization: ***
									{"username":"a","password":"hunter2"} | {"username":"a","password":"***"}
									{grant_type=[authorization_code], code=[abcdef], client_id=[x]} | {grant_type=[authorization_code], code=[***], client_id=[x]}
									/auth/github/callback?code=abc&state=def | /auth/github/callback?code=***&state=***
									cookie refresh=gr_abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE; x | cookie refresh=gr_***; x
									{"current":"old one","new":"other one"} | {"current":"***","new":"***"}
									token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.abc_- rest | token *** rest
									the status code of zip code 12345 stays | the status code of zip code 12345 stays
									""")
	void maskWhenSecretIsInTextThenTakesItOut(String text, String masked) {
		assertThat(LogMask.message(text)).isEqualTo(masked);
	}

	@Test
	void maskWhenTextHasLineBreaksThenStaysOneLine() {
		assertThat(LogMask.message("one\r\ntwo\nthree\u2028four")).isEqualTo("one | two | three | four");
	}

	private static List<String> useKeys(Http http) {
		http.get("/api/data").apiKey(KEY).send();
		http.get("/api/data?api_key=" + KEY).send();
		http.get("/api/data?x=" + KEY.replace("_", "%5F")).send();
		http.get("/nope?x=" + KEY.replace("_", "%5F") + "%ff").send();
		http.get("/api/data").apiKey(KEY + "x").send();
		http.get("/api/protected").bearer(KEY).send();
		http.get("/api/whoami").header("Cookie", "key=" + KEY).send();
		return List.of(KEY.substring(16));
	}

	private static List<String> usePasswordsAndTokens(Http http) {
		String good = "{\"username\":\"admin\",\"password\":\"" + PASSWORD + "\"}";
		String token = http.post("/auth/login").json(good).send().text("access_token");
		assertThat(token).isNotEmpty();
		http.post("/auth/login").json(good.replace("}", ",\"x\":1}")).send();
		http.post("/auth/login").json(good.replace("}", "")).send();
		http.post("/auth/login").json("{\"username\":\"admin\",\"password\":" + PASSWORD + "}").send();
		http.post("/auth/login").json("{\"username\":\"admin\",\"password\":98765432109}").send();
		http.post("/auth/login").body("application/x-www-form-urlencoded", "password=" + PASSWORD).send();
		http.post("/auth/login?password=" + PASSWORD).json("{}").send();
		http.get("/api/protected").bearer(token).send();
		http.get("/api/protected").bearer(token + "x").send();
		http.get("/api/protected?access_token=" + token).send();
		http.get("/api/protected?t=" + token.replace(".", "%2E")).send();
		http.get("/api/data").apiKey(token).send();
		return List.of(token, token.substring(token.lastIndexOf('.') + 1), "98765432109");
	}

	private static List<String> useSessions(Http http) {
		String newcomer = "{\"username\":\"newcomer\",\"password\":\"plover kettle 7 umbrella\"}";
		http.post("/auth/register").json(newcomer).send();
		http.post("/auth/register").json(newcomer.replace("}", ",\"role\":\"admin\"}")).send();
		Cookies browser = new Cookies().take(http.post("/auth/login?delivery=cookie").json(newcomer).send());
		Answer opened = http.post("/auth/login").json(newcomer).send();
		String token = opened.text("refresh_token");
		String body = "{\"refresh_token\":\"" + token + "\"}";
		String successor = http.post("/auth/refresh").json(body).send().text("refresh_token");
		assertThat(successor).isNotEmpty();
		http.post("/auth/refresh").json(body.replace("}", "")).send();
		http.post("/auth/refresh").json(body.replace("}", ",\"x\":1}")).send();
		http.post("/auth/refresh?refresh_token=" + token).send();
		http.get("/api/protected").bearer(token).send();
		browser.on(http.post("/auth/refresh")).send();
		String cookie = browser.get("refresh");
		Answer refreshed = browser.fromOurPage(http.post("/auth/refresh")).send();
		browser.take(refreshed);
		browser.fromOurPage(http.post("/api/me/password")).json("""
				{"current":"plover kettle 7 umbrella","new":"saucer orbit 9 lantern"}""").send();
		browser.fromOurPage(http.post("/api/me/password")).json("""
				{"current":"plover kettle 7 umbrella","new":"saucer orbit 9 lantern","x":1}""").send();
		http.post("/auth/logout").json(body).send();
		return List.of(token, token.substring(3), successor.substring(3), cookie, browser.get("refresh"),
				"plover kettle", "saucer orbit");
	}

	private static List<String> usePasskeys(Http http, int port) {
		String token = http.post("/auth/login")
			.json("{\"username\":\"admin\",\"password\":\"" + PASSWORD + "\"}")
			.send()
			.text("access_token");
		PasskeyUser user = new PasskeyUser(http);
		SoftwareAuthenticator authenticator = new SoftwareAuthenticator("http://localhost:" + port);
		user.register(token, authenticator);
		String creation = user.creationOptions(token);
		user.add(token, "mine", authenticator.create(creation).json().replace("\"none\"", "\"no\""));
		user.add(token, "mine", "{\"rawId\":\"" + PASSWORD + "\"}");
		String options = user.loginOptions();
		String cookie = user.cookies().all().iterator().next();
		SoftwareAuthenticator.Answer wrong = authenticator.get(options);
		wrong.forged = true;
		user.login(wrong.json());
		Answer opened = user.login(authenticator);
		assertThat(opened.status()).isEqualTo(200);
		return List.of(options.split("\"challenge\":\"")[1].split("\"")[0],
				creation.split("\"challenge\":\"")[1].split("\"")[0], cookie, opened.text("access_token"),
				opened.text("refresh_token").substring(3));
	}

	private static List<String> useGitHub(int port) {
		List<String> secrets = new ArrayList<>(List.of("gho_"));
		for (String accept : List.of("*/*", "text/html")) {
			CookieManager jar = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
			Http browser = new Http("http://localhost:" + port, jar);
			String provider = browser.get("/auth/github").send().header("Location");
			secrets.add(jar.getCookieStore().getCookies().get(0).getValue());
			String callback = browser.get(provider + "&login=mona").send().header("Location");
			Answer answer = browser.get(callback).header("Accept", accept).send();
			assertThat(answer.status()).isLessThan(400);
			browser.get(callback).header("Accept", accept).send();
			browser.get(callback + "&code=again").header("Accept", accept).send();
			browser.get(callback.replace("code=", "error=")).header("Accept", accept).send();
			secrets.addAll(List.of(parameter(callback, "code"), parameter(callback, "state"),
					parameter(callback, "state").replace("=", "%3D")));
			Stream
				.of(answer.text("token"), answer.text("refresh_token"), new Cookies().take(answer).get("access"),
						new Cookies().take(answer).get("refresh"))
				.filter((token) -> !token.isEmpty())
				.forEach(secrets::add);
		}
		assertThat(secrets).hasSizeGreaterThan(11);
		return secrets;
	}

	private static void breakLines(Http http, int port) {
		http.post("/auth/login").json("{\"username\":\"x\\nFORGED\",\"password\":\"y\"}").send();
		http.post("/auth/login").json("{\"user\\r\\nFORGED\":1}").send();
		new RawHttp(port).send("GET /nowhere%0aFORGED HTTP/1.1");
		new RawHttp(port).send("GET /nowhere?x=%0d%0aFORGED HTTP/1.1", "X-Request-Id: a%0aFORGED");
	}

	private static String parameter(String url, String name) {
		for (String pair : URI.create(url).getRawQuery().split("&")) {
			if (pair.startsWith(name + "=")) {
				return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
			}
		}
		throw new AssertionError("no " + name);
	}

}
