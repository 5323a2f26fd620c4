package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads the header and the claims of a token as RFC 7519 has them, before the JWT library
 * sees them: it would coerce dates, inflate, and pass over what it does not know.
 */
final class StrictJson {

	private static final Set<String> TEXTS = Set.of("alg", "typ", "kid", "iss", "sub", "name", "role", "scope", "sid",
			"jti");

	private static final Set<String> TIMES = Set.of("exp", "iat", "nbf");

	/** What would change the meaning of the token or bring a key of its own. */
	private static final Set<String> FORBIDDEN = Set.of("crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c", "x5t",
			"x5t#S256", "cty");

	private static final long LATEST = 253402300799L; // the end of the year 9999

	private final ObjectMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	StrictJson() {
		this.mapper.getFactory()
			.setStreamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(4)
				.maxNumberLength(20)
				.maxStringLength(4096)
				.build());
	}

	/**
	 * Reads one JSON object.
	 * @param json the decoded header or claims
	 * @return its members, each of its documented type
	 * @throws IOException if it is not an object, has a member twice, trailing text, a
	 * forbidden member or one of another type
	 */
	Map<String, Object> read(Reader json) throws IOException {
		Map<String, Object> members = this.mapper.readValue(json, new TypeReference<>() {
		});
		if (members == null) {
			throw new IOException("not an object");
		}
		for (Map.Entry<String, Object> member : members.entrySet()) {
			if (!isAllowed(member.getKey(), member.getValue())) {
				throw new IOException("member not allowed");
			}
		}
		return members;
	}

	private static boolean isAllowed(String name, Object value) {
		if (FORBIDDEN.contains(name)) {
			return false;
		}
		if (TEXTS.contains(name)) {
			return value instanceof String text && !text.isBlank();
		}
		if (TIMES.contains(name)) {
			return (value instanceof Integer || value instanceof Long) && isInstant(((Number) value).longValue());
		}
		return true;
	}

	private static boolean isInstant(long seconds) {
		return seconds >= 0 && seconds <= LATEST;
	}

}
