package dev.gatehouse.caller;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The verified caller. Every scheme ends in one, as the principal of its authentication.
 *
 * @param subject what identifies the account permanently, such as {@code github|583231}
 * @param name its display name
 * @param role what it may administer
 * @param scopes the rights that this credential carries
 * @param tier what the account has subscribed to; null where the credential does not say
 * @param scheme how the caller was authenticated
 * @param credentialId the id of the API key, or of the session that the token belongs to
 * @param authenticatedAt when a person last proved to be the caller; null if the
 * credential does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(SnakeCaseStrategy.class)
public record Caller(String subject, String name, Role role, Set<String> scopes, @Nullable Tier tier, Scheme scheme,
		String credentialId, @JsonIgnore @Nullable Instant authenticatedAt) implements Scheme.Verified {

	public Caller {
		// in order, and small if it is one, as in most of many thousands
		scopes = (scopes.size() < 2) ? Set.copyOf(scopes) : Collections.unmodifiableSortedSet(new TreeSet<>(scopes));
	}

	public Caller(String subject, String name, Role role, Set<String> scopes, @Nullable Tier tier, Scheme scheme,
			String credentialId) {
		this(subject, name, role, scopes, tier, scheme, credentialId, null);
	}

}
