package dev.gatehouse.caller;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list: its filters and a page. A page begins after the sort key of the
 * last row of the one before, so that a page costs the same at any depth, and rows that
 * come or go meanwhile move no other row to another page.
 *
 * @param path the list, to which its cursors belong
 * @param filters the parameters other than those of the page
 * @param limit the rows of a page
 * @param after where the page begins
 */
public record ListQuery(String path, Map<String, String> filters, int limit, Position after) {

	private static final String CURSOR = "cursor";

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 200;

	private static final Pattern VALUE = Pattern.compile("[^\\p{Cc}\\p{Cs}]+");

	private static final Pattern PLACE = Pattern.compile("(\\S+) ([0-9]{1,17}) ([^\\p{Cc}\\p{Cs}]*)");

	/**
	 * Reads the query of a request.
	 * @param filters the parameters that the list takes in addition to those of the page
	 * @throws ProblemException {@code invalid_request} for another parameter, one that is
	 * repeated or empty, and a limit or cursor out of range
	 */
	public static ListQuery of(HttpServletRequest request, String... filters) {
		List<String> known = Stream.concat(Stream.of(CURSOR, "limit"), Arrays.stream(filters)).toList();
		Map<String, String> given = new HashMap<>();
		request.getParameterMap().forEach((name, values) -> {
			if (!known.contains(name)) {
				throw ProblemException.invalid("The parameters of this list are " + String.join(", ", known));
			}
			if (values.length != 1 || !VALUE.matcher(values[0]).matches()) {
				throw ProblemException
					.invalid(name + " must be given once, with a value and without control characters");
			}
			given.put(name, values[0]);
		});
		String path = request.getRequestURI();
		String limit = given.remove("limit");
		String cursor = given.remove(CURSOR);
		return new ListQuery(path, given, (limit != null) ? limit(limit) : DEFAULT_LIMIT,
				(cursor != null) ? place(cursor, path) : Position.FIRST);
	}

	private static int limit(String text) {
		int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
		if (limit < 1 || limit > MAX_LIMIT) {
			throw ProblemException.invalid("limit must be from 1 to " + MAX_LIMIT);
		}
		return limit;
	}

	private static Position place(String cursor, String path) {
		try {
			Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
			if (place.matches() && place.group(1).equals(path)) {
				return new Position(Long.parseLong(place.group(2)), place.group(3));
			}
		}
		catch (IllegalArgumentException malformed) {
			// refused below
		}
		throw ProblemException.invalid("cursor must be one that an earlier page of this list gave as next");
	}

	/** A filter that is {@code true} or {@code false}; null if it is not given. */
	public @Nullable Boolean flag(String name) {
		String text = this.filters.get(name);
		if (text != null && !text.equals("true") && !text.equals("false")) {
			throw ProblemException.invalid(name + " must be true or false");
		}
		return (text != null) ? Boolean.valueOf(text) : null;
	}

	/** A filter that is an id; null if it is not given. */
	public @Nullable UUID id(String name) {
		String text = this.filters.get(name);
		return (text != null) ? uuid(name, text) : null;
	}

	/** One more than the page has, which tells whether there is a next page. */
	public int fetch() {
		return this.limit + 1;
	}

	/** The rows of the page, of those that were fetched. */
	public <T> List<T> page(List<T> fetched) {
		return fetched.subList(0, Math.min(this.limit, fetched.size()));
	}

	/** The cursor of the next page; null if there is none. Opaque to callers. */
	public <T> @Nullable String next(List<T> fetched, Function<T, Position> place) {
		if (fetched.size() <= this.limit) {
			return null;
		}
		Position last = place.apply(fetched.get(this.limit - 1));
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString((this.path + " " + last.number() + " " + last.text()).getBytes(StandardCharsets.UTF_8));
	}

	private static UUID uuid(String name, String text) {
		try {
			return UUID.fromString(text);
		}
		catch (IllegalArgumentException malformed) {
			throw ProblemException.invalid(name + " must be an id");
		}
	}

	/**
	 * The sort key of a row.
	 *
	 * @param number such as its time, in microseconds
	 * @param text what distinguishes rows of the same number
	 */
	public record Position(long number, String text) {

		/** Before all rows: in the year 5138, which every database knows. */
		public static final Position FIRST = new Position(99_999_999_999_999_999L, "");

		/** Of a list by time. */
		public static Position of(Instant at, Object id) {
			return new Position(ChronoUnit.MICROS.between(Instant.EPOCH, at), id.toString());
		}

		public Instant at() {
			return Instant.EPOCH.plus(this.number, ChronoUnit.MICROS);
		}

		/** The text as an id; any id before the first page, where the time decides. */
		public UUID id() {
			return this.text.isEmpty() ? new UUID(0, 0) : uuid(CURSOR, this.text);
		}

	}

}
