package dev.gatehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.Http;
import dev.gatehouse.support.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No output depends on the language of the machine.
 */
class LocaleTests {

	private static final Pattern LOCALE_DEPENDENT = Pattern.compile(
			"\"[^\"]*%[-#+ 0,(]*[0-9.]*[dxXoeEfgGaA](?![a-z0-9A-Z])[^\"]*\"|to(Lower|Upper)Case\\(\\)|::to(Lower|Upper)Case"
					+ "|String\\.format\\(|NumberFormat|SimpleDateFormat|MessageFormat\\.|ofPattern\\(\"[^\"]*\"\\)");

	@ParameterizedTest
	@ValueSource(strings = { "ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "th-TH-u-nu-thai-ca-buddhist", "tr-TR",
			"hi-IN-u-nu-deva", "de-DE" })
	void startWhenMachineSpeaksAnotherLanguageThenAnswersAreTheSame(String tag) {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag(tag));
		try (Replica service = Replica.start("--spring.profiles.active=demo",
				"--gatehouse.jwt.keys[0].secret=bG9jYWxlLWxvY2FsZS1sb2NhbGUtbG9jYWxlLWxvY2FsZSE=")) {
			Http http = new Http("http://localhost:" + service.port());
			Http.Answer answer = http.get("/api/data").apiKey("nonsense").send();
			assertThat(answer.code()).isEqualTo("api_key_invalid");
			answer = http.post("/auth/login").json("{\"username\":\"admin\",\"password\":\"secret\"}").send();
			assertThat(answer.status()).isEqualTo(200);
			String token = answer.text("access_token");
			assertThat(http.get("/api/audit?limit=0").bearer(token).send().text("detail"))
				.matches("[ -~]*[0-9]+[ -~]*");
			assertThat(http.get("/api/protected").bearer(token).send().status()).isEqualTo(200);
			assertThat(http.get("/").send().status()).isEqualTo(200);
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void sourcesWhenReadThenFormatNothingByTheDefaultLocale() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			List<String> found = files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap(LocaleTests::localeDependentLines)
				.toList();
			assertThat(found).isEmpty();
		}
		assertThat(LOCALE_DEPENDENT.matcher("\"keys[%d]\".formatted(i)").find()).isTrue();
		assertThat(LOCALE_DEPENDENT.matcher("\"a %s and %1$s 100%\"").find()).isFalse();
	}

	private static Stream<String> localeDependentLines(Path file) {
		try {
			return Files.readAllLines(file)
				.stream()
				.filter((line) -> LOCALE_DEPENDENT.matcher(line).find())
				.map((line) -> file + ": " + line.strip());
		}
		catch (IOException unreadable) {
			throw new java.io.UncheckedIOException(unreadable);
		}
	}

}
