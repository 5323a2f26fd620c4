package dev.gatehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.Pages;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The README and the pages of {@code src/docs} are transcripts: this runs their commands
 * against the service as a newcomer starts it, each page in order and in one shell, and
 * compares the answers. A … in an answer stands for a part that differs each time.
 */
@Tag("once")
class ReadmeTests {

	private static final Set<String> CHECKED_KINDS = Set.of("bash", "console", "sh", "xml", "yaml", "java", "mermaid");

	private static final int MAX_README_LINES = 300;

	private static final String END = "--end-of-answer--";

	/** A script that runs a command of a {@code sh} block, and the text that shows it. */
	private static final Map<String, List<String>> RUN_BY_A_SCRIPT = Map.ofEntries(
			Map.entry("./mvnw spring-boot:test-run",
					List.of("src/test/postman/run", "./mvnw -B -q spring-boot:test-run")),
			Map.entry("./mvnw verify", List.of(".ci/run", "./mvnw -B -ntp verify\n")),
			Map.entry("./mvnw verify -Dgatehouse.test.store=postgresql",
					List.of(".ci/run", "./mvnw -B -ntp clean test -Dgatehouse.test.store=postgresql")),
			Map.entry("src/test/postman/run", List.of(".ci/run", "\nsrc/test/postman/run\n")),
			Map.entry("src/takehome/prove", List.of(".ci/run", "\nsrc/takehome/prove\n")),
			Map.entry("src/takehome/run apikey ../shop com.example.shop",
					List.of("src/takehome/prove", "\"$home/src/takehome/run\" \"$1\" \"$project\" \"$2\"")),
			Map.entry("src/takehome/run jwt ../shop com.example.shop", List.of("src/takehome/prove", "prove_jwt()")),
			Map.entry("src/takehome/run session ../shop com.example.shop",
					List.of("src/takehome/prove", "prove_session()")),
			Map.entry("src/takehome/run oauth2 ../shop com.example.shop",
					List.of("src/takehome/prove", "prove_oauth2()")),
			Map.entry("src/takehome/run passkey ../shop com.example.shop",
					List.of("src/takehome/prove", "prove_passkey()")),
			Map.entry("docker compose up --build -d", List.of("src/test/docker/run", " up --build -d")),
			Map.entry("docker compose --profile watch up -d", List.of("src/test/docker/run", "--profile watch config")),
			Map.entry("docker compose exec gatehouse cat /run/secrets/gatehouse.admin-password",
					List.of("src/test/docker/run", "cat /run/secrets/gatehouse.admin-password")));

	/** Commands of {@code sh} blocks that nothing runs, and the reason. */
	private static final Map<String, String> NOT_RUN = Map.ofEntries(
			Map.entry("openssl genpkey -algorithm ed25519 -out jwt.pem", "SigningKeysTests reads such a file"),
			Map.entry("GATEHOUSE_JWT_KEYS_0_ID=2026-11 GATEHOUSE_JWT_KEYS_0_PRIVATE_KEY=jwt.pem ./mvnw spring-boot:run",
					"runs until it is stopped; SigningKeysTests sets the same properties"),
			Map.entry("GITHUB_CLIENT_ID=… GITHUB_CLIENT_SECRET=… ./mvnw spring-boot:run", "needs an account at GitHub"),
			Map.entry(
					"OIDC_ISSUER_URI=https://id.example.com/ OIDC_CLIENT_ID=… OIDC_CLIENT_SECRET=… "
							+ "OIDC_NAME='Example Inc.' ./mvnw spring-boot:run",
					"needs a provider; OidcLoginTests has three"),
			Map.entry("./mvnw test -Dtest=OpenApiTests -Dgatehouse.openapi.write=true",
					"writes a file that is committed"),
			Map.entry("src/test/postman/run --examples", "writes a file that is committed"),
			Map.entry("./mvnw test -Dtest=PictureTests -Dgatehouse.pictures=true", "writes a file that is committed"),
			Map.entry("./mvnw test -Dtest=FrontPageLooksTests -Dgatehouse.pictures=true",
					"writes files that are committed"),
			Map.entry("./mvnw spring-javaformat:apply", "formats the sources, which verify then finds formatted"),
			Map.entry("src/bench/run doors", "takes minutes, and measures a machine that does nothing else"),
			Map.entry("src/bench/run flood", "takes minutes, and measures a machine that does nothing else"),
			Map.entry("src/bench/run spread", "takes minutes, and measures a machine that does nothing else"),
			Map.entry("src/bench/run peers", "takes minutes, and measures a machine that does nothing else"),
			Map.entry("src/bench/run start", "takes minutes, and measures a machine that does nothing else"),
			Map.entry("src/bench/run timing", "takes minutes, and measures a machine that does nothing else"),
			Map.entry("src/bench/container", "needs a container engine and the image"),
			Map.entry("kubectl apply -f src/main/docker/kubernetes.yaml",
					"needs a cluster; src/test/kubernetes/run validates the manifest"));

	@TempDir
	static Path folder;

	private static ServiceProcess service;

	@BeforeAll
	static void startAsANewcomerDoes() {
		assumeTrue(isOnThePath("bash") && isOnThePath("curl"), "NOT RUN: the README's commands need bash and curl");
		service = ServiceProcess.start(folder);
	}

	@AfterAll
	static void stop() {
		if (service != null) {
			service.close();
		}
	}

	/** In zsh, too, where it is installed. */
	@TestFactory
	Stream<DynamicContainer> commands() {
		assertThat(steps(Pages.README)).hasSizeGreaterThan(15);
		return Stream.of("bash", "zsh")
			.filter(ReadmeTests::isOnThePath)
			.flatMap((shell) -> Pages.all()
				.stream()
				.filter((page) -> !steps(page).isEmpty())
				.map((page) -> DynamicContainer.dynamicContainer(page + " in " + shell, commands(shell, page))));
	}

	private static Stream<DynamicTest> commands(String shell, Path page) {
		List<Step> steps = steps(page);
		List<String> answers = run(shell, steps.stream().map(Step::command).toList());
		return Stream.iterate(0, (i) -> i < steps.size(), (i) -> i + 1)
			.map((i) -> DynamicTest.dynamicTest(steps.get(i).command(),
					() -> assertThat(answers.get(i)).matches(steps.get(i).expected())));
	}

	/** zsh expands an unquoted {@code ?}, {@code *} or {@code [} even in an address. */
	@Test
	void commandsWhenReadThenQuoteWhatAShellWouldExpand() {
		List<String> commands = Pages.all()
			.stream()
			.flatMap((page) -> Stream.concat(shellCommands(page), steps(page).stream().map(Step::command)))
			.toList();
		assertThat(commands).hasSizeGreaterThan(50)
			.allSatisfy((command) -> assertThat(unquoted(command)).as(command)
				.doesNotContainPattern("[?*\\[\\]!~]|(^|\\s)[=#^]"));
	}

	@Test
	void shellBlocksWhenListedThenEachCommandIsRunByAScriptOrHasAReasonWhyNot() {
		List<String> commands = Pages.all().stream().flatMap(ReadmeTests::shellCommands).distinct().toList();
		assertThat(commands).containsExactlyInAnyOrderElementsOf(
				Stream.concat(RUN_BY_A_SCRIPT.keySet().stream(), NOT_RUN.keySet().stream()).toList());
		assertThat(RUN_BY_A_SCRIPT.values())
			.allSatisfy((run) -> assertThat(Pages.text(Path.of(run.get(0)))).contains(run.get(1)));
		assertThat(Pages.text(Path.of(".ci/run"))).contains("src/test/docker/run");
	}

	/** Each begins with a comment, its title. */
	@Test
	void proceduresWhenListedThenTheTestOfTheContainersRunsEach() {
		List<String> titles = Pages.all()
			.stream()
			.flatMap((page) -> Pages.blocks(page, "bash").stream())
			.map((block) -> block.lines().findFirst().orElseThrow())
			.toList();
		assertThat(titles).hasSizeGreaterThan(7)
			.doesNotHaveDuplicates()
			.allSatisfy((title) -> assertThat(Pages.text(Path.of("src/test/docker/run")))
				.contains(" \"" + title.substring(2) + "\""));
		assertThat(Pages.text(Path.of(".ci/run"))).contains("src/test/kubernetes/run");
	}

	/** With its folder, below that of the service. */
	@Test
	void classesWhenNamedThenAreWhereThePageSays() {
		String map = Pages.text(Pages.README).split("\n\\| topic \\| class")[1].split("\n## ")[0];
		List<String> names = Pattern.compile("`([\\w/]*?\\w+)`")
			.matcher(map)
			.results()
			.map((name) -> name.group(1))
			.toList();
		assertThat(names).hasSizeGreaterThan(20)
			.allMatch((name) -> Stream.of("main", "test")
				.anyMatch((root) -> Files.exists(Path.of("src", root, "java", "dev", "gatehouse", name + ".java"))));
	}

	/** Every fenced block of the pages is of a kind that is checked here. */
	@Test
	void blocksWhenListedThenAllAreChecked() {
		assertThat(Pages.all()).allSatisfy((page) -> {
			List<String> kinds = Pages.blocks(page).stream().map(Pages.Block::kind).toList();
			assertThat(CHECKED_KINDS).containsAll(kinds);
			assertThat(Pages.text(page).lines().filter((line) -> line.startsWith("```"))).hasSize(kinds.size() * 2);
		});
	}

	@Test
	void readmeWhenCountedThenIsOfOneSitting() {
		assertThat(Pages.text(Pages.README).lines()).hasSizeLessThanOrEqualTo(MAX_README_LINES);
	}

	private static Stream<String> shellCommands(Path page) {
		return Pages.blocks(page, "sh").stream().flatMap(String::lines);
	}

	private static List<Step> steps(Path page) {
		return Pages.blocks(page, "console").stream().flatMap((block) -> Step.in(block).stream()).toList();
	}

	/** A command without what its quotes hold. */
	private static String unquoted(String command) {
		return command.replaceAll("'[^']*'", "''").replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"");
	}

	/** Runs commands in one shell and answers what each printed. */
	private static List<String> run(String shell, List<String> commands) {
		try {
			Path place = Files.createTempDirectory(folder, shell);
			Process process = new ProcessBuilder(shell).directory(place.toFile()).redirectErrorStream(true).start();
			Path answers = place.resolve("answers.txt");
			try (Writer script = process.outputWriter(StandardCharsets.UTF_8)) {
				script.write("exec >" + answers + " 2>&1\n");
				for (String command : commands) {
					script.write("{ " + here(command) + "\n} </dev/null\nprintf '\\n%s\\n' " + END + "\n");
				}
			}
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return Stream.of(Files.readString(answers).replace("\r", "").split("\n" + END + "\n", -1))
				.map(String::stripTrailing)
				.toList();
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
	}

	/** The page's ports, moved to where this run listens. */
	private static String here(String text) {
		return text.replace("localhost:8080", "localhost:" + service.port())
			.replace("localhost:8090", "localhost:" + service.standInPort());
	}

	private static boolean isOnThePath(String program) {
		return Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((place) -> Files.isExecutable(Path.of(place, program)));
	}

	/**
	 * A command and what it should print.
	 *
	 * @param command what follows the prompt
	 * @param answer the lines up to the next prompt
	 */
	private record Step(String command, String answer) {

		static List<Step> in(String block) {
			return Stream.of(block.split("(?m)^\\$ "))
				.filter((step) -> !step.isBlank())
				.map((step) -> step.split("\n", 2))
				.map((parts) -> new Step(parts[0], (parts.length > 1) ? parts[1].stripTrailing() : ""))
				.toList();
		}

		Pattern expected() {
			String literal = Stream.of(here(this.answer).split("…", -1))
				.map((part) -> Pattern.quote(part))
				.reduce((left, right) -> left + "\\S+?" + right)
				.orElse("");
			return Pattern.compile(literal);
		}

	}

}
