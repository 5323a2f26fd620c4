package dev.gatehouse.oauth2;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values that a member of a provider's answer should not have.
 */
final class OddValues {

	static final List<Object> ALL = Arrays.asList(null, "", " ", "x", "\0", "é\uD83D\uDE00", "x".repeat(10_000), 0, -1,
			1.5, Long.MAX_VALUE, 1e300, true, false, List.of(), List.of("a"), List.of(1, List.of()), Map.of(),
			Map.of("a", 1));

	private static final Set<String> NEEDED = Set.of("id_token", "sub", "id");

	private OddValues() {
	}

	/** Whether no login can succeed with an odd value of the member. */
	static boolean isNeeded(String member) {
		return NEEDED.contains(member);
	}

}
