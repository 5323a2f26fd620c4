package dev.gatehouse.host.pages;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.host.edge.EdgeProblem;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands on the pages of problems, run as they stand there.
 */
class ProblemExamplesTests extends ServerTests {

	@TempDir
	Path folder;

	@Test
	void exampleWhenCodeIsInTheCatalogueThenThereIsOneAndFewPromiseNothing() {
		assertThat(ProblemCatalogue.all())
			.filteredOn((entry) -> entry.example() == null || entry.example().status() == null)
			.extracting(ProblemCatalogue.Entry::problem)
			.containsExactlyInAnyOrder(EdgeProblem.HTTPS_REQUIRED, CommonProblem.ORIGIN_NOT_ALLOWED,
					CommonProblem.AUTHENTICATION_REQUIRED);
	}

	@ParameterizedTest
	@MethodSource("promising")
	void commandWhenRunThenEndsAsThePageSays(ProblemCode code) {
		Answer page = this.http.get("/problems/" + code.code()).send();
		String command = HtmlUtils.htmlUnescape(between(page.body(), "<pre><code>", "</code></pre>"));
		String promised = between(page.body(), "It ends in ", " ");
		assertThat(command).startsWith("curl -i ").contains(issuer());
		String answer = shell(command);
		assertThat(answer.lines().filter((line) -> line.startsWith("HTTP/1.1 ")).toList()).as(answer)
			.hasSize(1)
			.allMatch((line) -> line.startsWith("HTTP/1.1 " + promised));
	}

	static Stream<ProblemCode> promising() {
		return ProblemCatalogue.all()
			.stream()
			.filter((entry) -> entry.example() != null && entry.example().status() != null)
			.map(ProblemCatalogue.Entry::problem);
	}

	@Test
	void pageWhenPublicUrlIsPlainThenTheLineForHttpsIsNot() {
		assertThat(ProblemCatalogue.named("https_required").orElseThrow().example().command("http://localhost:8080"))
			.contains("https://localhost:8080/api/data");
	}

	@Test
	void variablesWhenUsedThenThePageSaysWhatTheyStandFor() {
		assertThat(promising()).allSatisfy((code) -> {
			ProblemCatalogue.Example example = ProblemCatalogue.named(code.code()).orElseThrow().example();
			assertThat(Pattern.compile("\\$([A-Z]+)").matcher(example.command(issuer())).results())
				.allSatisfy((variable) -> assertThat(example.variables()).contains("$" + variable.group(1) + " is "));
		});
	}

	/** Runs a command with all variables set to what the pages say of them. */
	private String shell(String command) {
		Terminal terminal = new Terminal(this.folder);
		Account account = this.accounts.withPassword();
		boolean registers = command.contains("/auth/register");
		Answer login = this.http.post("/auth/login").json("""
				{"username":"%s","password":"%s"}""".formatted(account.name(), TestAccounts.PASSWORD)).send();
		String key = this.keys.of(account);
		Map<String, String> variables = new HashMap<>();
		variables.put("KEY", key);
		variables.put("ID", key.substring(3, 15));
		variables.put("TOKEN",
				command.contains("/api/accounts/") ? login("admin", "secret") : login.text("access_token"));
		variables.put("REFRESH", login.text("refresh_token"));
		variables.put("ACCOUNT", account.getId().toString());
		variables.put("NAME", registers ? "ada-" + UUID.randomUUID().toString().substring(0, 8) : account.name());
		variables.put("PASSWORD", registers ? "plover kettle 7 umbrella" : TestAccounts.PASSWORD);
		if (command.contains("-b cookies.txt")) {
			terminal.run(
					"curl -s -o login.json -c cookies.txt '%s/auth/login?delivery=cookie' -H 'Content-Type: application/json' -d '{\"username\":\"%s\",\"password\":\"%s\"}'"
						.formatted(issuer(), account.name(), TestAccounts.PASSWORD),
					variables);
		}
		return terminal.run(command, variables);
	}

	private static String between(String text, String start, String end) {
		int from = text.indexOf(start) + start.length();
		assertThat(from).isGreaterThan(start.length());
		return text.substring(from, text.indexOf(end, from));
	}

}
