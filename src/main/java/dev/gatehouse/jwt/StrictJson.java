package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
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

	/** The end of the year 9999. */
	private static final long MAX_TIME = 253402300799L;

	private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
		.maxNestingDepth(4)
		.maxNumberLength(20)
		.maxStringLength(4096)
		.build();

	private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

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
		if (members == null || !members.entrySet().stream().allMatch(StrictJson::isAllowed)) {
			throw new IOException("not an object, or a member that is not allowed");
		}
		return members;
	}

	private static boolean isAllowed(Map.Entry<String, Object> member) {
		if (TEXTS.contains(member.getKey())) {
			return member.getValue() instanceof String text && !text.isBlank();
		}
		if (TIMES.contains(member.getKey())) {
			return (member.getValue() instanceof Integer || member.getValue() instanceof Long)
					&& isInstant(((Number) member.getValue()).longValue());
		}
		return !FORBIDDEN.contains(member.getKey());
	}

	private static boolean isInstant(long seconds) {
		return seconds >= 0 && seconds <= MAX_TIME;
	}

}
