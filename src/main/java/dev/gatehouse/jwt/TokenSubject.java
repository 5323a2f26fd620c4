package dev.gatehouse.jwt;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.gatehouse.caller.Role;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Whom a token speaks for.
 *
 * @param subject identifies the account permanently
 * @param name for display
 * @param role what it may administer
 * @param scopes the rights that the token carries, one at least
 * @param sessionId by which the token can be revoked
 * @param methods how the caller proved who it is, such as {@code pwd} (RFC 8176)
 * @param sessionEnd what the token must not outlive; null if nothing limits it
 */
public record TokenSubject(String subject, String name, Role role, Set<String> scopes, String sessionId,
		List<String> methods, @Nullable Instant sessionEnd) {

	public TokenSubject {
		Assert.notEmpty(scopes, "A token carries one scope at least");
	}

	/** Where there are no sessions: the token is a session of its own. */
	public TokenSubject(String subject, String name, Role role, Set<String> scopes) {
		this(subject, name, role, scopes, UUID.randomUUID().toString(), List.of(), null);
	}

}
