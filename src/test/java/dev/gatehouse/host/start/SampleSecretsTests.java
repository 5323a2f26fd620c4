package dev.gatehouse.host.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets that everybody knows.
 */
class SampleSecretsTests {

	/** Base64 as secrets have it: of 32, 64 and so on bytes. */
	private static final Pattern SECRET = Pattern
		.compile("(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{42,}={1,2}(?![A-Za-z0-9=])");

	/**
	 * From standards, tutorials and programs whose default it is, in each of its forms.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "UkXp2s5v8y/B?E(H+MbQeThWmZq4t6w9", "a-string-secret-at-least-256-bits-long",
			"super-secret-jwt-token-with-at-least-32-characters-long", "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
			"09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", "MasterkeyNeedsToHave32Characters",
			"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG+Onbc6mxCcYg=", "WnEdIeTG/VVCLQqGwC/BAkqyY0k+H8NEAtWGejrBI94=",
			"404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
			"Yn2kjibddFAWtnPJ2AFlL8WXmohJMCvigQggaEypa5E=", "255d861b-5ea1-5996-9aa3-922530ec40b1" })
	void secretWhenPublishedThenIsNotTakenInAnyForm(String published) {
		Base64.Encoder base64 = Base64.getEncoder();
		assertThat(SampleSecrets.isSample(base64.encodeToString(published.getBytes(StandardCharsets.UTF_8)))).isTrue();
		assertThat(SampleSecrets.isSample(base64.encodeToString((published + "\n").getBytes(StandardCharsets.UTF_8))))
			.isTrue();
		if (published.length() % 4 == 0 && published.length() > 40 && published.matches("[A-Za-z0-9+/]+=*")) {
			assertThat(SampleSecrets.isSample(published)).isTrue();
		}
		if (published.matches("[0-9A-Fa-f]{64}")) {
			assertThat(SampleSecrets.isSample(base64.encodeToString(HexFormat.of().parseHex(published)))).isTrue();
		}
	}

	@Test
	void secretWhenRandomThenIsTaken() {
		for (int i = 0; i < 1_000; i++) {
			assertThat(SampleSecrets.isSample(ServiceProcess.secret())).isFalse();
		}
	}

	/** Whatever this repository prints, somebody copies. */
	@Test
	void secretsWhenListedInTheRepositoryThenNoneIsTaken() throws IOException {
		List<String> listed = new ArrayList<>();
		try (Stream<Path> files = Files.walk(Path.of(""))) {
			for (Path file : files.filter(Files::isRegularFile)
				.filter((file) -> file.toString().matches("(src/.*|[^/]+)\\.(java|md|ya?ml|sh|env|json|properties)"))
				.toList()) {
				SECRET.matcher(Files.readString(file)).results().map((found) -> found.group()).forEach(listed::add);
			}
		}
		assertThat(listed).hasSizeGreaterThan(3)
			.filteredOn((text) -> Base64.getDecoder().decode(text).length >= 32)
			.allSatisfy((text) -> assertThat(SampleSecrets.isSample(text)).as(text).isTrue());
	}

}
