package dev.gatehouse.problem;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The name under which a request is found in the answer, the problem and the log.
 */
public final class RequestId {

	/** The header that carries it in both directions. */
	public static final String HEADER = "X-Request-Id";

	private static final String ATTRIBUTE = RequestId.class.getName();

	private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private RequestId() {
	}

	/**
	 * Gives the request its id: the one it brings when that is well-formed (1 to 64
	 * letters, digits, dots, dashes or underscores), else a new one.
	 * @param request the request to mark
	 * @param presented the header's value, if any
	 * @return the id
	 */
	public static String assign(ServletRequest request, @Nullable String presented) {
		String id = (presented != null && WELL_FORMED.matcher(presented).matches()) ? presented : unique();
		request.setAttribute(ATTRIBUTE, id);
		return id;
	}

	/** Only has to be unique, so it need not wait for secure randomness. */
	private static String unique() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new UUID(random.nextLong(), random.nextLong()).toString();
	}

	/**
	 * The id that the request was given.
	 * @param request any request
	 * @return the id, or null before it was assigned
	 */
	public static @Nullable String of(ServletRequest request) {
		return (String) request.getAttribute(ATTRIBUTE);
	}

}
