package dev.gatehouse.apikey;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.apikey.ApiKeyChain.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What an owner sets of a key, when making it and later.
 *
 * @param metadata an object in JSON, kept as it is
 */
record KeyTerms(String name, Set<String> scopes, List<String> networks, @Nullable Limit limit, String metadata) {

	KeyTerms(String name, Set<String> scopes) {
		this(name, scopes, List.of(), null, "{}");
	}

	/** The names of the members that differ. */
	String differences(KeyTerms other) {
		return Stream
			.of(this.name.equals(other.name) ? "" : "name", this.scopes.equals(other.scopes) ? "" : "scopes",
					this.networks.equals(other.networks) ? "" : "allowed_networks",
					Objects.equals(this.limit, other.limit) ? "" : "limit",
					this.metadata.equals(other.metadata) ? "" : "metadata")
			.filter((member) -> !member.isEmpty())
			.collect(Collectors.joining(", "));
	}

}
