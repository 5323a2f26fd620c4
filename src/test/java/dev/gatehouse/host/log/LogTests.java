package dev.gatehouse.host.log;

import java.io.IOException;
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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.gatehouse.passkey.PasskeyUser;
import dev.gatehouse.passkey.SoftwareAuthenticator;
import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log holds after good and bad use, with everything logged at DEBUG.
 */
class LogTests {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final String MARK = "hostile0";

	private static final String PASSWORD = "hunter2-and-then-some";

	/** As text, and as JSON, which is what a deployment writes; both at once. */
	@Test
	void logWhenEverythingIsAtDebugThenHoldsNoSecret(@TempDir Path one, @TempDir Path other) {
		Together.run(2, 2, (i) -> {
			assertHoldsNoSecret((i == 0) ? "demo" : "demo,json", (i == 0) ? one : other);
			return i;
		});
	}

	private static void assertHoldsNoSecret(String profiles, Path folder) {
		List<String> secrets = new ArrayList<>();
		try (ServiceProcess service = ServiceProcess.start(folder, "--logging.level.root=debug",
				"--spring.profiles.active=" + profiles, "--logging.charset.console=UTF-8",
				"--gatehouse.admin-password=" + PASSWORD)) {
			int started = service.log().length();
			Http http = new Http("http://localhost:" + service.port());
			secrets.addAll(useKeys(http));
			secrets.addAll(usePasswordsAndTokens(http));
			secrets.addAll(useSessions(http));
			secrets.addAll(usePasskeys(http, service.port()));
			secrets.addAll(useGitHub(service.port()));
			breakLines(http, service.port());
			sendHostileHeaders(service.port());
			String log = service.log();
			assertThat(log).contains("Securing GET /api/data");
			assertThat(log.substring(started)).doesNotContain(secrets)
				.doesNotContain(PASSWORD, GitHubStandIn.CLIENT_SECRET)
				.doesNotContain(MARK)
				.doesNotContainPattern(Pattern.compile("^FORGED", Pattern.MULTILINE))
				.doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202e&&[^\t\r\n]]")
				.doesNotContainPattern("\tat |\\\\tat |stack_trace");
			boolean forPeople = !profiles.contains("json");
			assertThat(log.contains("API key   " + KEY)).isEqualTo(forPeople);
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
									Cookies: Parsing b[]: login-0123456789abcdef=abc; x=y | Cookies: ***
									A cookie header was received [access=a "b] that | A cookie header was received [***
									seen __Host-login-0123456789abcdef=abc; __Host-access=def, refresh=ghi; XSRF-TOKEN=jkl | seen __Host-login-0123456789abcdef=***; __Host-access=***, refresh=***; XSRF-TOKEN=***
									The HTTP header line [authorization : Bearer x] does not | The HTTP header line [***
									jdbc:postgresql://user:Hidden@host/db failed | jdbc:postgresql://***@host/db failed
									jdbc:postgresql://user:Hid/den@host:5432/db failed | jdbc:postgresql://***@host:5432/db failed
									"redis://:Hid@den@cache:6379" failed | "redis://***@cache:6379" failed
									for https://u:1234@host and http://localhost:8080/a@b | for https://***@host and http://localhost:8080/a@b
									jdbc:postgresql://h1:5432,h2:5432/a@b and http://[::1]:80/a@b | jdbc:postgresql://h1:5432,h2:5432/a@b and http://[::1]:80/a@b
									JDBC URL port: Hidden@host not valid | JDBC URL port: ***@host not valid
									JDBC URL invalid port number: Hidden@host | JDBC URL invalid port number: ***@host
									UnknownHostException: user:Hidden@host | UnknownHostException: user:***@host
									java.lang.Object@1a2b3c at 10:15:30 | java.lang.Object@1a2b3c at 10:15:30
									/auth/github/callback?code=abc&state=def | /auth/github/callback?code=***&state=***
									cookie refresh=gr_abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE; x | cookie refresh=***; x
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

	@Test
	void maskWhenTextHasControlCharactersThenHoldsNone() {
		assertThat(LogMask.message("a\u0085b\u009b31m\u0000c\u2029d\u202ee\tf\u007f\u001b[0m"))
			.isEqualTo("a | b?31m?c | d?e\tf??[0m");
		assertThat(LogMask.lines("a\r\nb\u0085\u2028\u009bc")).isEqualTo("a\r\nb???c");
	}

	/** The lines of the stack stay, a caller's do not begin. */
	@Test
	void traceWhenMessagesQuoteACallerThenEachIsOneLineWithoutSecrets() {
		Exception cause = new IOException("Authorization: Bearer hunter2\u0085FORGED");
		Exception fault = new IllegalStateException("a\nFORGED\r\n\tat FORGED\u2028\u009b", cause);
		fault.addSuppressed(new IOException("https://u:hunter2@host\nFORGED"));
		MaskingThrowableConverter converter = new MaskingThrowableConverter();
		converter.start();
		String trace = converter.convert(new LoggingEvent(LogTests.class.getName(), new LoggerContext().getLogger("x"),
				Level.ERROR, "m", fault, null));
		assertThat(trace).contains("\tat dev.gatehouse", "Caused by: java.io.IOException", "Suppressed: ")
			.doesNotContain("hunter2", "\u0085", "\u2028", "\u009b")
			.doesNotContainPattern(Pattern.compile("^\\s*(at )?FORGED", Pattern.MULTILINE));
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

	/** With the bytes 0x85 and 0x9B, which are U+0085 and CSI in Latin-1. */
	private static void sendHostileHeaders(int port) {
		RawHttp raw = new RawHttp(port);
		String value = MARK + "\u0085FORGED\u009b31m\u00e9";
		for (String request : List.of("GET /api/data", "GET /api/protected", "GET /", "POST /auth/login",
				"POST /auth/logout", "GET /auth/github", "GET /auth/github/callback?code=a&state=b",
				"OPTIONS /api/protected")) {
			for (String header : List.of("User-Agent", "Referer", "Origin", "Accept", "Accept-Language", "Cookie",
					"Range", "If-None-Match", "X-Forwarded-For", "X-Forwarded-Proto", "X-API-Key", "Authorization",
					"Content-Type", "Content-Encoding", "X-Request-Id", "Expect", "traceparent", "X-XSRF-TOKEN", "Host",
					MARK + "\u0085")) {
				raw.send(request + " HTTP/1.1", header + ": " + value);
			}
			raw.send(request + " HTTP/1.1", "Origin: https://" + MARK, "Accept: text/" + MARK,
					"Access-Control-Request-Method: " + MARK, "Cookie: access=\"" + MARK + "; refresh=" + MARK);
		}
		for (String lines : List.of("Authorization : Bearer " + value, "Authorization: Bearer \u0000" + value, value,
				" " + value, "Host: " + value, "Host: a/" + MARK, "Transfer-Encoding: " + value,
				"Content-Length: " + value, "Cookie: \"" + MARK + "=\"; =" + MARK,
				"Content-Length: 3\r\nContent-Length: 4\r\nCookie: access=" + MARK,
				"Transfer-Encoding: chunked\r\n\r\n" + value)) {
			raw.exchange(
					"POST /auth/login HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nHost: localhost\r\n"
							+ lines + "\r\n\r\n");
			raw.exchange("POST /auth/login HTTP/1.1\r\nConnection: close\r\n" + lines + "\r\n\r\n");
		}
		raw.send("POST /auth/refresh?" + "a=b&".repeat(1_500) + " HTTP/1.1", "Content-Length: 0");
		raw.send("POST /auth/refresh?x=% HTTP/1.1", "Content-Length: 0");
		raw.exchange("GET /\u0085 HTTP/1.1\r\n\r\n");
		raw.exchange("\u0016\u0003\u0001" + value + "\r\n\r\n");
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
