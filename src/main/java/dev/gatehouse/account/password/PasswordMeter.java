package dev.gatehouse.account.password;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nulabinc.zxcvbn.Context;
import com.nulabinc.zxcvbn.Scoring;
import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.StandardKeyboards;
import com.nulabinc.zxcvbn.matchers.DateMatcher;
import com.nulabinc.zxcvbn.matchers.Dictionary;
import com.nulabinc.zxcvbn.matchers.DictionaryMatcher;
import com.nulabinc.zxcvbn.matchers.Keyboard;
import com.nulabinc.zxcvbn.matchers.Match;
import com.nulabinc.zxcvbn.matchers.Matcher;
import com.nulabinc.zxcvbn.matchers.RegexMatcher;
import com.nulabinc.zxcvbn.matchers.ReverseDictionaryMatcher;
import com.nulabinc.zxcvbn.matchers.SequenceMatcher;
import com.nulabinc.zxcvbn.matchers.SpatialMatcher;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Estimates how many guesses a password takes, with the lists and the matchers of zxcvbn.
 * Its search for substitutions is replaced, because it tries all combinations, which
 * takes seconds; and the parts are multiplied without its bonus for their number, because
 * of which a season, a year and a season count as strong.
 */
@Component
final class PasswordMeter {

	/** A password is not weaker than its beginning. */
	private static final int MAX_MEASURED_LENGTH = 32;

	private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d");

	private static final Pattern REPEATED = Pattern.compile("(.{3,})(.*)\\1", Pattern.DOTALL);

	private static final Pattern RUN = Pattern.compile("(.)\\1{2,}", Pattern.DOTALL);

	private static final String SYMBOLS = "48({[<369!|1$50+72%@";

	/** What they stand for, twice: some stand for either of two letters. */
	private static final List<String> LETTERS = List.of("abcccceggiiissottzxa", "abcccceggillssotlzxa");

	private static final Map<com.nulabinc.zxcvbn.Pattern, String> KINDS = Map.of(com.nulabinc.zxcvbn.Pattern.Dictionary,
			"a common password, word or name", com.nulabinc.zxcvbn.Pattern.Spatial, "a row of keys",
			com.nulabinc.zxcvbn.Pattern.Sequence, "a sequence", com.nulabinc.zxcvbn.Pattern.Date, "a date");

	private final Context context;

	PasswordMeter() {
		try {
			this.context = new Context(
					StandardDictionaries.loadAllDictionaries()
						.stream()
						.collect(Collectors.toMap(Dictionary::getName, Function.identity())),
					StandardKeyboards.loadAllKeyboards()
						.stream()
						.collect(Collectors.toMap(Keyboard::getName, Function.identity())));
		}
		catch (IOException impossible) {
			// they are in the jar of zxcvbn
			throw new UncheckedIOException(impossible);
		}
	}

	/**
	 * The estimate for the weakest reading of a password.
	 * @param known words that are easy to guess here
	 */
	Estimate measure(String password, List<String> known) {
		Map<String, Map<String, Integer>> lists = new HashMap<>();
		this.context.getDictionaryMap().forEach((name, words) -> lists.put(name, words.getRankedDictionary()));
		lists.put("user_inputs", known.stream()
			.collect(Collectors.toMap((word) -> word.toLowerCase(Locale.ROOT), (word) -> 1, Math::min)));
		List<Matcher> matchers = List.of(new DictionaryMatcher(this.context, lists),
				new ReverseDictionaryMatcher(this.context, lists), new SpatialMatcher(this.context),
				new SequenceMatcher(this.context), new RegexMatcher(this.context), new DateMatcher(this.context));
		String dateless = YEAR.matcher(password.toLowerCase(Locale.ROOT)).replaceAll("");
		return Stream.concat(Stream.of(dateless), LETTERS.stream().map((letters) -> withoutSymbols(dateless, letters)))
			.map(PasswordMeter::withoutRepetition)
			.distinct()
			.map((text) -> measure(text.substring(0, Math.min(text.length(), MAX_MEASURED_LENGTH)), matchers))
			.min(Comparator.comparing(Estimate::guessesLog10))
			.orElseThrow();
	}

	private Estimate measure(CharSequence text, List<Matcher> matchers) {
		List<Match> found = new ArrayList<>();
		matchers.forEach((matcher) -> found.addAll(matcher.execute(text)));
		List<Match> parts = new Scoring(this.context).calculateMostGuessableMatchSequence(text, found).getSequence();
		return new Estimate(parts.stream().mapToDouble((part) -> part.guessesLog10).sum(),
				parts.stream()
					.max(Comparator.comparing(Match::tokenLength))
					.map((part) -> KINDS.get(part.pattern))
					.orElse(null));
	}

	private static String withoutSymbols(String text, String letters) {
		return text.chars().mapToObj((symbol) -> {
			int found = SYMBOLS.indexOf(symbol);
			return String.valueOf((found < 0) ? (char) symbol : letters.charAt(found));
		}).collect(Collectors.joining());
	}

	private static String withoutRepetition(String text) {
		String shorter = RUN.matcher(REPEATED.matcher(text).replaceAll("$1$2")).replaceAll("$1$1");
		return shorter.equals(text) ? text : withoutRepetition(shorter);
	}

	/**
	 * How easy a password is to guess.
	 *
	 * @param guessesLog10 the exponent of the number of guesses
	 * @param mostly what most of it is
	 */
	record Estimate(double guessesLog10, @Nullable String mostly) {
	}

}
