package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.apikey.ApiKeyProblem;
import dev.gatehouse.host.edge.EdgeProblem;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.oauth2.OAuth2Problem;
import dev.gatehouse.passkey.PasskeyProblem;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.session.SessionProblem;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;

/**
 * All codes of the service with their texts, which are in {@code problems/*.yaml}: one
 * file for each enum of codes.
 */
final class ProblemCatalogue {

	private static final Map<String, ProblemCode[]> CODES = Map.of("common", CommonProblem.values(), "edge",
			EdgeProblem.values(), "apikey", ApiKeyProblem.values(), "jwt", JwtProblem.values(), "session",
			SessionProblem.values(), "oauth2", OAuth2Problem.values(), "passkey", PasskeyProblem.values(), "account",
			AccountProblem.values());

	private static final Map<String, Entry> ENTRIES = read();

	private ProblemCatalogue() {
	}

	static List<Entry> all() {
		return List.copyOf(ENTRIES.values());
	}

	static Optional<Entry> named(String code) {
		return Optional.ofNullable(ENTRIES.get(code));
	}

	/** All constants, of which two may have one code. */
	static Stream<ProblemCode> codes() {
		return CODES.values().stream().flatMap(Arrays::stream);
	}

	/** Ordered by status, then by code. */
	private static Map<String, Entry> read() {
		Map<String, Entry> entries = new LinkedHashMap<>();
		CODES.entrySet()
			.stream()
			.flatMap((group) -> read(group.getKey(), group.getValue()))
			.sorted(Comparator.comparing(Entry::status).thenComparing(Entry::code))
			.forEach((entry) -> entries.put(entry.code(), entry));
		return entries;
	}

	private static Stream<Entry> read(String file, ProblemCode[] codes) {
		try {
			String text = new ClassPathResource("problems/" + file + ".yaml")
				.getContentAsString(StandardCharsets.UTF_8);
			Map<String, Map<String, Object>> texts = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
			return Arrays.stream(codes).map((code) -> Entry.of(code, Objects.requireNonNull(texts.get(code.code()))));
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	/**
	 * A code and its texts.
	 *
	 * @param problem the code
	 * @param meaning what it means
	 * @param cause what usually causes it
	 * @param remedy how to fix it
	 * @param example a request that succeeds, if a command can show it
	 */
	record Entry(ProblemCode problem, String meaning, String cause, String remedy, @Nullable Example example) {

		private static Entry of(ProblemCode problem, Map<String, Object> texts) {
			return new Entry(problem, text(texts, "meaning"), text(texts, "cause"), text(texts, "remedy"),
					(texts.get("example") instanceof Map<?, ?> example) ? Example.of(example) : null);
		}

		private static String text(Map<String, Object> texts, String name) {
			return Objects.requireNonNull(texts.get(name), name).toString();
		}

		String code() {
			return this.problem.code();
		}

		HttpStatus status() {
			return this.problem.status();
		}

	}

	/**
	 * A request that succeeds.
	 *
	 * @param command for a shell; what differs from reader to reader is a variable
	 * @param status the status of its answer; null where none can be promised
	 */
	record Example(String command, @Nullable Integer status) {

		private static Example of(Map<?, ?> example) {
			return new Example(String.valueOf(example.get("command")), (Integer) example.get("status"));
		}

		String command(String publicUrl) {
			return this.command.replace("$URL", publicUrl)
				.replace("$HTTPS_URL", publicUrl.replaceFirst("^http:", "https:"));
		}

		/** The variables that the reader has to set, in the words of the page. */
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
