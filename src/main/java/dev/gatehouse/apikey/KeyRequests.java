package dev.gatehouse.apikey;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.apikey.ApiKeyChain.Limit;
import dev.gatehouse.problem.ProblemException;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * What the requests that make and change a key hold, and what is wrong with it.
 */
final class KeyRequests {

	private static final int MAX_NAME = 100;

	private static final int MAX_NETWORKS = 20;

	private static final int MAX_METADATA_BYTES = 1_024;

	private static final int MAX_REQUESTS = 1_000_000_000;

	/** Half of a surrogate pair. */
	private static final Pattern NO_TEXT = Pattern.compile("\\p{Cs}");

	private static final Pattern LINE = Pattern.compile("[[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]\u200c\u200d]*");

	private KeyRequests() {
	}

	/** An ISO-8601 duration from one to another; {@link Duration} does not read weeks. */
	static Duration duration(String name, String text, String least, String most) {
		try {
			Duration duration = Duration.parse(text.matches("P[0-9]{1,3}W")
					? "P" + 7 * Integer.parseInt(text, 1, text.length() - 1, 10) + "D" : text);
			if (duration.compareTo(Duration.parse(least)) >= 0 && duration.compareTo(Duration.parse(most)) <= 0) {
				return duration;
			}
		}
		catch (DateTimeException malformed) {
			// refused below
		}
		throw ProblemException.invalid(name + " must be an ISO-8601 duration from " + least + " to " + most);
	}

	private static String named(String name) {
		if (name.isBlank()) {
			throw ProblemException.invalid("name is required");
		}
		if (name.codePointCount(0, name.length()) > MAX_NAME) {
			throw ProblemException.invalid("name must have " + MAX_NAME + " characters at most");
		}
		if (!LINE.matcher(name).matches()) {
			throw ProblemException.invalid("name must not have control characters");
		}
		return name;
	}

	private static List<String> normalized(List<@Nullable String> networks) {
		if (networks.size() > MAX_NETWORKS) {
			throw ProblemException.invalid("allowed_networks must have at most " + MAX_NETWORKS + " entries");
		}
		return networks.stream().map((entry) -> Network.parse(entry).cidr()).distinct().toList();
	}

	private static Limit limited(JsonNode limit) {
		JsonNode per = limit.path("per");
		// the default is for what is no number, or beyond a double
		double requests = limit.path("requests").doubleValue(0);
		if (limit.size() != 2 || !per.isString() || requests != Math.rint(requests) || requests < 1
				|| requests > MAX_REQUESTS) {
			throw ProblemException.invalid("limit must be as {\"requests\":10,\"per\":\"PT1M\"}, or null");
		}
		Duration window = duration("limit.per", per.asString(), "PT1S", "P1D");
		if (!window.equals(Duration.ofSeconds(window.toSeconds()))) {
			throw ProblemException.invalid("limit.per must be in whole seconds");
		}
		return new Limit((int) requests, window);
	}

	private static String object(JsonNode metadata) {
		String text = metadata.toString();
		if (!metadata.isObject() || text.getBytes(StandardCharsets.UTF_8).length > MAX_METADATA_BYTES
				|| NO_TEXT.matcher(text).find()) {
			throw ProblemException.invalid("metadata must be an object of at most 1 KB");
		}
		return text;
	}

	/** Reads numbers as they are; by itself, a tree would round them. */
	static final class Exact extends ValueDeserializer<JsonNode> {

		private static final JsonMapper MAPPER = JsonMapper.builder()
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.build();

		@Override
		public JsonNode deserialize(JsonParser json, DeserializationContext context) {
			return MAPPER.readTree(json);
		}

		/** Not the same as absent. */
		@Override
		public JsonNode getNullValue(DeserializationContext context) {
			return NullNode.getInstance();
		}

		@Override
		public @Nullable Object getAbsentValue(DeserializationContext context) {
			return null;
		}

	}

	@JsonNaming(SnakeCaseStrategy.class)
	record NewKeyRequest(@NotBlank(message = "is required") String name,
			@NotEmpty(message = "is required") List<@NotNull(message = "must not hold null") String> scopes,
			@Positive(message = "must be at least 1") @Nullable BigDecimal expiresInDays,
			@Nullable List<@Nullable String> allowedNetworks, @Nullable JsonNode limit,
			@JsonDeserialize(using = Exact.class) @Nullable JsonNode metadata) {

		KeyTerms terms() {
			return new KeyChangeRequest(this.name, null, this.allowedNetworks, this.limit, this.metadata)
				.appliedTo(new KeyTerms("", new TreeSet<>(this.scopes)));
		}

	}

	/** What is absent stays as it is. */
	@JsonNaming(SnakeCaseStrategy.class)
	record KeyChangeRequest(@Nullable String name, @Size(min = 1,
			message = "must not be empty") @Nullable List<@NotNull(message = "must not hold null") String> scopes,
			@Nullable List<@Nullable String> allowedNetworks, @Nullable JsonNode limit,
			@JsonDeserialize(using = Exact.class) @Nullable JsonNode metadata) {

		@AssertTrue(message = "change needs name, scopes, allowed_networks, limit or metadata")
		boolean isAny() {
			return Stream.of(this.name, this.scopes, this.allowedNetworks, this.limit, this.metadata)
				.anyMatch(Objects::nonNull);
		}

		KeyTerms appliedTo(KeyTerms old) {
			if (this.scopes != null && !old.scopes().containsAll(this.scopes)) {
				throw ProblemException.invalid("scopes must be among those that the key has");
			}
			return new KeyTerms((this.name != null) ? named(this.name) : old.name(),
					(this.scopes != null) ? new TreeSet<>(this.scopes) : old.scopes(),
					(this.allowedNetworks != null) ? normalized(this.allowedNetworks) : old.networks(),
					(this.limit == null) ? old.limit() : this.limit.isNull() ? null : limited(this.limit),
					(this.metadata != null) ? object(this.metadata) : old.metadata());
		}

	}

}
