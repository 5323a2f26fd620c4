package dev.gatehouse.host.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets that everybody knows.
 */
class SampleSecretsTests {

	/** Base64 as secrets have it: of 32, 64 and so on bytes. */
	private static final Pattern SECRET = Pattern
		.compile("(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{42,}={1,2}(?![A-Za-z0-9=])");

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
