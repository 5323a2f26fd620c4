package dev.gatehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.Prose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Comments, texts and pages are in plain technical English: a list of words that are not,
 * each with the one to use.
 */
@Tag("once")
class LanguageTests {

	private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

	static {
		say("shall", "should or must");
		say("else", "otherwise, other or another");
		say("so many an?", "the limit");
		say("for ever|forever", "permanently or without end");
		say("besides", "also, or beside for a place");
		say("whoever", "the client, the caller");
		say("whom", "a sentence whose subject does it");
		say("(made|makes|make) out", "determined");
		say("(is|are|was|were|be) away", "unreachable");
	}

	private static final Pattern CONSTANT = Pattern
		.compile("static final [^=;()]*?\\b((?:\\w+_)?(?:MOST|LEAST|PATIENCE|AFTERLIFE)(?:_\\w+)?|MEMORY)\\s*[=;]");

	private static final Pattern CAUGHT = Pattern
		.compile("catch \\([\\w.| ]+ (away|stillAway|already|gone|nobodyDoes|none|notOurs|stopping)\\)");

	/** As the formatter breaks a comment that is too long to stand behind code. */
	private static final Pattern STAIRCASE = Pattern.compile("(?m)^(\\t*)[^\\s/*][^\\n]*// [^\\n]*\\n\\1\\t\\t+// ");

	@ParameterizedTest
	@ValueSource(strings = { "src/main/java", "src/main/resources", "src/test/java", "src/takehome", "src/docs",
			"README.md" })
	void folderWhenReadThenIsInPlainTechnicalEnglish(String folder) throws IOException {
		Path start = Path.of(folder);
		if (!Files.exists(start)) {
			return;
		}
		try (Stream<Path> files = Files.walk(start)) {
			assertThat(
					files.filter(LanguageTests::isText).sorted().flatMap((file) -> faults(file, read(file)).stream()))
				.isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			A.java    | // It shall stop.                            | A.java:1 shall
			A.java    | int a; /* or it would else stop */           | A.java:1 else
			A.java    | /** Kept for\\n * ever. */                   | A.java:1 for ever
			A.java    | int a;\\n// whoever asks                     | A.java:2 whoever
			A.java    | static final int MOST_KEYS = 3;              | A.java:1 MOST_KEYS
			A.java    | private static final Duration PATIENCE = x(); | A.java:1 PATIENCE
			A.java    | catch (IOException away) {                   | A.java:1 away
			A.java    | \\tint a; // too long to\\n\\t\\t\\t// stand here | A.java:1 staircase
			README.md | a\\n\\nThose whom it knows.                  | README.md:3 whom
			run       | x=1 # besides y                              | run:1 besides
			a.js      | f('The store is away.')                      | a.js:1 is away
			a.yaml    | detail: So many a minute.                    | a.yaml:1 so many a
			a.html    | <p>It is made out.</p>                       | a.html:1 made out
			""")
	void faultWhenWrittenThenIsFoundWithItsPlace(String file, String content, String fault) {
		assertThat(faults(Path.of(file), unescaped(content))).singleElement().asString().startsWith(fault);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			A.java    | if (a) { b(); } else { c(); } // the other     |
			A.java    | // says "else", or {@code else}                |
			A.java    | String a = "something else";                   |
			A.java    | Pattern a = f("//"); b(); // marshall the rest |
			A.java    | \\ta(); // one\\n\\t// another                 |
			A.java    | \\tif (a) { // one\\n\\t\\t// another          |
			README.md | ```\\nif a; then b; else c; fi\\n```           |
			run       | if a; then b; else c; fi                       |
			a.js      | if (a) b(); else c(); // it                    |
			""")
	void codeWhenWrittenThenIsNoFault(String file, String content) {
		assertThat(faults(Path.of(file), unescaped(content))).isEmpty();
	}

	@Test
	void folderWhenSearchedThenHoldsTheFilesThatAreMeant() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			assertThat(files.filter(LanguageTests::isText)).contains(Path.of("src/takehome/run"),
					Path.of("src/main/resources/static/index.html"),
					Path.of("src/test/java/dev/gatehouse/LanguageTests.java"));
		}
	}

	private static List<String> faults(Path file, String content) {
		List<String> faults = new ArrayList<>();
		String prose = Prose.of(file, content);
		WORDS.forEach((word, instead) -> find(word, prose)
			.forEach((found) -> faults.add(place(file, content, found) + words(found.group()) + ", say " + instead)));
		if (file.toString().endsWith(".java")) {
			String code = Prose.codeOf(content);
			find(CONSTANT, code).forEach((found) -> faults.add(place(file, content, found) + found.group(1)
					+ " in a constant, say MAX_, MIN_, _TIMEOUT or _RETENTION"));
			find(CAUGHT, code).forEach((found) -> faults
				.add(place(file, content, found) + found.group(1) + ", name the exception for what happened"));
			find(STAIRCASE, content).filter((found) -> isBehindCode(found, content, code))
				.forEach((found) -> faults
					.add(place(file, content, found) + "staircase, put the comment above the line"));
		}
		return faults;
	}

	/** Two slashes may stand in a string, too. */
	private static boolean isBehindCode(MatchResult found, String content, String code) {
		int end = content.indexOf('\n', found.start());
		return code.substring(found.start(), end).stripTrailing().length() < end - found.start()
				&& !code.substring(found.start(), end).isBlank();
	}

	private static Stream<MatchResult> find(Pattern pattern, String text) {
		return pattern.matcher(text).results();
	}

	private static String place(Path file, String content, MatchResult found) {
		long line = 1 + content.substring(0, found.start()).chars().filter((letter) -> letter == '\n').count();
		return file + ":" + line + " ";
	}

	private static String words(String found) {
		return found.replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
	}

	private static boolean isText(Path file) {
		return Files.isRegularFile(file)
				&& file.getFileName().toString().matches("[^.]*|.*\\.(java|md|yaml|html|js|css|sql)");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	private static String unescaped(String text) {
		return text.replace("\\n", "\n").replace("\\t", "\t");
	}

	/** A phrase may be broken at the end of a line. */
	private static void say(String words, String instead) {
		WORDS.put(Pattern.compile("(?i)\\b(" + words.replace(" ", "\\s+") + ")\\b"), instead);
	}

}
