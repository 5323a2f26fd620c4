package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.core.io.ClassPathResource;

/**
 * Commands that show how it is done right, one to each problem. What differs from reader
 * to reader is a variable of the shell.
 */
final class ProblemExamples {

	/** Status, codes, command. */
	private static final Pattern PARAGRAPH = Pattern.compile("(\\d{3}|-) ([a-z_0-9 ]+)\\n(.+)", Pattern.DOTALL);

	private final Map<String, Example> byCode = new HashMap<>();

	ProblemExamples(String publicUrl) {
		String secureUrl = publicUrl.replaceFirst("^http:", "https:");
		Stream.of(read().split("\\n{2,}")).filter(Predicate.not((text) -> text.startsWith("#"))).forEach((text) -> {
			var paragraph = PARAGRAPH.matcher(text.strip());
			if (!paragraph.matches()) {
				throw new IllegalStateException("Not an example: " + text);
			}
			OptionalInt status = paragraph.group(1).equals("-") ? OptionalInt.empty()
					: OptionalInt.of(Integer.parseInt(paragraph.group(1)));
			String command = paragraph.group(3).replace("$URL", publicUrl).replace("$HTTPS_URL", secureUrl);
			for (String code : paragraph.group(2).split(" ", -1)) {
				this.byCode.put(code, new Example(command, status));
			}
		});
	}

	Optional<Example> of(ProblemCode code) {
		return Optional.ofNullable(this.byCode.get(code.code()));
	}

	private static String read() {
		try {
			return new ClassPathResource("problem-examples.txt").getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException absent) {
			throw new UncheckedIOException(absent);
		}
	}

	/**
	 * How it is done right.
	 *
	 * @param command for a shell
	 * @param status what it ends in; empty where that cannot be promised
	 */
	record Example(String command, OptionalInt status) {

		/** What the reader has to put in, in the words of the page. */
		String variables() {
			return Arrays.stream(Variable.values())
				.filter((variable) -> this.command.matches("(?s).*\\$" + variable + "\\b.*"))
				.map((variable) -> variable.meaning)
				.collect(Collectors.joining(", "));
		}

	}

	/** The variables that the commands may use. */
	private enum Variable {

		KEY("$KEY is your API key"), TOKEN("$TOKEN is an access token"), REFRESH("$REFRESH is your refresh token"),
		ID("$ID is the first part of the key, after gk_"), ACCOUNT("$ACCOUNT is the id of the account"),
		NAME("$NAME is a user name"), PASSWORD("$PASSWORD is its password");

		private final String meaning;

		Variable(String meaning) {
			this.meaning = meaning;
		}

	}

}
