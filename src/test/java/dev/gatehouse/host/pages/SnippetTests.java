package dev.gatehouse.host.pages;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The request of the page as code: what is copied must work where it is pasted.
 */
class SnippetTests extends BrowserTests {

	private static final String IMPORTS = """
			import java.net.CookieManager;
			import java.net.http.HttpClient;
			import org.springframework.http.HttpMethod;
			import org.springframework.http.MediaType;
			import org.springframework.http.client.JdkClientHttpRequestFactory;
			import org.springframework.web.client.RestClient;
			""";

	@Autowired
	private TestAccounts accounts;

	@TempDir
	Path classes;

	@Test
	void firstScreenWhenOpenedThenShowsARequestAndItsAnswer() {
		open("/");
		seeIn("#hero-answer", "200 OK");
		assertThat(text("#hero-request")).startsWith("curl -i " + issuer() + "/api/data");
		waiting().until((driver) -> isInView(".hero-live"));
		find("#hero-send").click();
		seeIn("#hero-answer", "\"data\": \"here\"");
	}

	@Test
	void requestWhenShownInAnotherLanguageThenTheChoiceStays() {
		open("/");
		seeIn("#key-hint", "The key of the demo");
		press("key-send", "api-key-output");
		choose("api-key-output", "JavaScript");
		press("key-none", "api-key-output");
		assertThat(curl("api-key-output")).startsWith("const answer = await fetch(");
		browser.navigate().refresh();
		seeIn("#key-hint", "The key of the demo");
		press("key-send", "api-key-output");
		assertThat(curl("api-key-output")).startsWith("curl -i");
	}

	@Test
	void scriptsWhenRunThenAnswerAsThePageShows() {
		Account account = this.accounts.withPassword();
		open("/");
		seeIn("#key-hint", "The key of the demo");
		press("key-send", "api-key-output");
		assertThat(run("api-key-output")).startsWith("200 ").contains("\"data\":\"here\"");
		press("key-url", "api-key-output");
		assertThat(run("api-key-output")).startsWith("400 ").contains("api_key_in_url");
		logIn(account.name(), TestAccounts.PASSWORD);
		press("cookie-protected", "jwt-output");
		assertThat(run("jwt-output")).startsWith("200 ").contains(account.name());
		press("cookie-refresh", "jwt-output");
		assertThat(run("jwt-output")).startsWith("200 ").contains("expires_in");
	}

	@Test
	void javaWhenCompiledThenHasNoError() {
		Account account = this.accounts.withPassword();
		open("/");
		seeIn("#key-hint", "The key of the demo");
		find("#key-show").click();
		press("key-send", "api-key-output");
		assertThat(compile("api-key-output")).isEmpty();
		assertThat(curl("api-key-output")).contains(".header(\"X-API-Key\", System.getenv(\"KEY\"))");
		logIn(account.name(), TestAccounts.PASSWORD);
		assertThat(compile("jwt-output")).isEmpty();
		press("cookie-refresh", "jwt-output");
		assertThat(compile("jwt-output")).isEmpty();
	}

	private static void choose(String output, String language) {
		browser.findElement(By.cssSelector("#" + output + " > .exchange:last-child .languages"))
			.findElement(By.xpath("button[. = '" + language + "']"))
			.click();
	}

	/** Runs the script in the page, as a page of this origin. */
	private static String run(String output) {
		choose(output, "JavaScript");
		String script = curl(output);
		choose(output, "curl");
		return String.valueOf(browser.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				const xsrfToken = document.cookie.replace(/.*XSRF-TOKEN=([^;]*).*/, '$1');
				const console = { log: (...words) => done(words.join(' ')) };
				(async () => {
				""" + script + "\n})().catch((failure) => done(String(failure)))"));
	}

	private List<String> compile(String output) {
		choose(output, "Java");
		String code = IMPORTS + "class Snippet { String xsrfToken; void run() {\n" + curl(output) + "\n} }";
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
		JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Snippet.java"),
				JavaFileObject.Kind.SOURCE) {
			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return code;
			}
		};
		compiler
			.getTask(null, null, faults, List.of("-proc:none", "-d", this.classes.toString()), null, List.of(source))
			.call();
		return faults.getDiagnostics().stream().map((fault) -> fault.getMessage(null)).toList();
	}

}
