package dev.gatehouse;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The README is a transcript: this runs its commands, in order and in one shell, against
 * the service as a newcomer starts it, and compares the answers. A … in an answer stands
 * for whatever is different each time.
 */
class ReadmeTests {

	private static final Path README = Path.of("README.md");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final String END = "--end-of-answer--";

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

	@TestFactory
	Stream<DynamicTest> commands() throws IOException {
		List<Step> steps = blocks("console").stream().flatMap((block) -> Step.in(block).stream()).toList();
		List<String> answers = shell(steps.stream().map(Step::command).toList());
		assertThat(steps).hasSizeGreaterThan(15);
		return Stream.iterate(0, (i) -> i < steps.size(), (i) -> i + 1)
			.map((i) -> DynamicTest.dynamicTest(steps.get(i).command(),
					() -> assertThat(answers.get(i)).matches(steps.get(i).expected())));
	}

	@Test
	void shellBlocksWhenListedThenAreTheCommandsThatThisProjectIsRunAndTestedWith() throws IOException {
		assertThat(blocks("sh")).containsExactly("./mvnw spring-boot:test-run\n", "./mvnw verify\n",
				"openssl genpkey -algorithm ed25519 -out jwt.pem\n"
						+ "GATEHOUSE_JWT_KEYS_0_ID=2026-11 GATEHOUSE_JWT_KEYS_0_PRIVATE_KEY=jwt.pem ./mvnw spring-boot:run\n",
				"GITHUB_CLIENT_ID=… GITHUB_CLIENT_SECRET=… ./mvnw spring-boot:run\n",
				"src/takehome/run apikey ../shop com.example.shop\n",
				"src/takehome/run jwt ../shop com.example.shop\nsrc/takehome/run session ../shop com.example.shop\n",
				"src/takehome/run oauth2 ../shop com.example.shop\n", "src/takehome/prove\n",
				"./mvnw test -Dtest=OpenApiTests -Dgatehouse.openapi.write=true\n", "src/test/postman/run\n",
				"docker compose up --build -d\n"
						+ "docker compose exec gatehouse cat /run/secrets/gatehouse.admin-password\n");
		assertThat(Files.readString(Path.of("src", "test", "docker", "run"))).contains(" up --build -d")
			.contains("cat /run/secrets/gatehouse.admin-password");
		assertThat(Files.readString(Path.of(".ci", "run"))).contains("./mvnw")
			.contains("verify")
			.contains("src/test/postman/run")
			.contains("src/takehome/prove")
			.contains("src/test/docker/run");
	}

	@Test
	void classesWhenNamedThenExist() throws IOException {
		String map = Files.readString(README).split("## Where to look")[1].split("## ")[0];
		List<String> names = Pattern.compile("`([A-Z]\\w+)`")
			.matcher(map)
			.results()
			.map((name) -> name.group(1))
			.toList();
		List<String> files = new ArrayList<>();
		try (Stream<Path> sources = Files.walk(Path.of("src"))) {
			sources.forEach((file) -> files.add(file.getFileName().toString().replace(".java", "")));
		}
		assertThat(names).hasSizeGreaterThan(20);
		assertThat(files).containsAll(names);
	}

	/** Every fenced block of the page is of a kind that is checked here. */
	@Test
	void blocksWhenListedThenAllAreChecked() throws IOException {
		List<String> kinds = BLOCK.matcher(Files.readString(README)).results().map((block) -> block.group(1)).toList();
		assertThat(kinds).isNotEmpty()
			.allMatch((kind) -> Set.of("console", "sh", "xml", "yaml", "java").contains(kind));
		assertThat(Files.readString(README).lines().filter((line) -> line.startsWith("```"))).hasSize(kinds.size() * 2);
	}

	private static List<String> blocks(String kind) throws IOException {
		return BLOCK.matcher(Files.readString(README))
			.results()
			.filter((block) -> block.group(1).equals(kind))
			.map((block) -> block.group(2))
			.toList();
	}

	/** Runs commands in one shell and answers what each printed. */
	private static List<String> shell(List<String> commands) throws IOException {
		Process shell = new ProcessBuilder("bash").directory(folder.toFile()).redirectErrorStream(true).start();
		Path answers = folder.resolve("answers.txt");
		try (Writer script = shell.outputWriter(StandardCharsets.UTF_8)) {
			script.write("exec >" + answers + " 2>&1\n");
			for (String command : commands) {
				script.write("{ " + here(command) + "\n} </dev/null\nprintf '\\n%s\\n' " + END + "\n");
			}
		}
		try {
			assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
		return Stream.of(Files.readString(answers).replace("\r", "").split("\n" + END + "\n", -1))
			.map(String::stripTrailing)
			.toList();
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
