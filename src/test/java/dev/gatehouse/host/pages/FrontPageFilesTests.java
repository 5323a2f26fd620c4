package dev.gatehouse.host.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of the front page as they are served, and what stands in them.
 */
class FrontPageFilesTests extends ServerTests {

	private static final Path FILES = Path.of("src", "main", "resources", "static");

	/** The name of a language and no address. */
	private static final String SVG = "http://www.w3.org/2000/svg";

	@Test
	void pageWhenServedThenAllowsOnlyItself() {
		Answer page = this.http.get("/").send();
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self'").doesNotContain("unsafe");
		assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
		assertThat(page.headers("Set-Cookie")).isEmpty();
		assertThat(page.body()).doesNotContain("http://").doesNotContain("https://").doesNotContain("<script>");
		assertThat(page.body()).doesNotContainPattern("(?i)<[^>]+\\s(style|on[a-z]+)=");
		assertThat(page.body()).doesNotContain("gk_");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/application.yaml", "/static/index.html", "/other.js", "/js/", "/js/nothing.js",
			"/js/index.html", "/js/..%2findex.html", "/main.js", "/problem-examples.txt", "/gatehouse.js",
			"/db/migration/V1__accounts.sql" })
	void fileWhenNotOfThePageThenIsNotServed(String path) {
		assertThat(this.http.get(path).send().status()).isIn(400, 404);
	}

	@ParameterizedTest
	@MethodSource("files")
	void fileWhenUnchangedThenIsNotSentAgain(String path) {
		Answer first = this.http.get(path).send();
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
		assertThat(first.headers("Last-Modified")).as("the same in every build").isEmpty();
		Answer again = this.http.get(path).header("If-None-Match", first.header("ETag")).send();
		assertThat(again.status()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
	}

	static List<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(FILES)) {
			return files.filter(Files::isRegularFile).map((file) -> "/" + FILES.relativize(file)).toList();
		}
	}

	/**
	 * What is asked for beforehand comes in one round trip instead of one after the
	 * other.
	 */
	@Test
	void modulesWhenThePageNeedsThemThenAreAskedForBeforehand() throws IOException {
		String page = Files.readString(FILES.resolve("index.html"));
		List<String> modules = files().stream()
			.filter((file) -> file.endsWith(".js") && !file.endsWith("/problem.js"))
			.toList();
		assertThat(modules).hasSizeGreaterThan(10);
		assertThat(mentioned(page)).containsExactlyInAnyOrderElementsOf(modules);
	}

	private static List<String> mentioned(String page) {
		return Pattern.compile("(?:href|src)=\"(/js/[^\"]+)\"")
			.matcher(page)
			.results()
			.map((found) -> found.group(1))
			.toList();
	}

	@Test
	void scriptsWhenReadThenNeitherStoreNorInterpretData() throws IOException {
		for (String file : files()) {
			if (file.endsWith(".js")) {
				assertThat(Files.readString(FILES.resolve(file.substring(1))).replace(SVG, "")).as(file)
					.doesNotContain("localStorage", "sessionStorage", "indexedDB", "innerHTML", "outerHTML",
							"insertAdjacentHTML", "document.write", "eval(", "new Function", "http://", "https://")
					.doesNotContain("gk_demo");
			}
		}
	}

	/** The cells of the table under "What it costs". */
	@Test
	void figuresWhenOnThePageThenAreThoseOfTheReadme() throws IOException {
		List<List<String>> table = Files.readString(Path.of("README.md")).split("## What it costs")[1].lines()
			.dropWhile((line) -> !line.startsWith("|"))
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
			.toList();
		var figures = Pattern
			.compile("<data class=\"figure\" data-row=\"(.+?)\" data-column=\"(.+?)\" value=\"(.+?)\">(.+?)<")
			.matcher(Files.readString(FILES.resolve("index.html")))
			.results()
			.toList();
		assertThat(figures).hasSize(5);
		assertThat(figures).allSatisfy((figure) -> {
			List<String> row = table.stream()
				.filter((cells) -> cells.contains(figure.group(1)))
				.findFirst()
				.orElseThrow();
			assertThat(row.get(table.get(0).indexOf(figure.group(2)))).isEqualTo(figure.group(3));
			assertThat(figure.group(4).split(" ")[0]).isEqualTo(figure.group(3));
		});
	}

	@Test
	void demoWhenRunningThenTellsItsPublicCredentials() {
		Answer demo = this.http.get("/demo.json").send();
		assertThat(demo.header("Cache-Control")).isEqualTo("no-store");
		assertThat(this.http.get("/api/data").apiKey(demo.text("api_key")).send().status()).isIn(200, 429);
		assertThat(login(demo.text("username"), demo.text("password"))).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/docs/", "/docs/x", "/docs/index.html", "/docs/swagger-initializer.js", "/swagger-ui",
			"/swagger-ui/", "/swagger-ui.html", "/swagger-ui/index.html", "/swagger-ui/swagger-ui.css",
			"/v3/api-docs/swagger-config", "/v3/api-docs/x", "/webjars/swagger-ui/index.html", "/openapi.yaml",
			"/openapi-notes.yaml", "/docs/openapi.yaml" })
	void docsWhenPathIsUnknownThenIsAbsent(String path) {
		assertThat(this.http.get(path).send().summary()).isEqualTo("404 not_found");
	}

}
