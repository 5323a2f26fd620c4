package dev.gatehouse.standin;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The codes and access tokens given out; a code serves once and for ten minutes, as
 * GitHub documents.
 */
final class Grants {

	private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);

	private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private final Map<String, Code> codes = new ConcurrentHashMap<>();

	private final Map<String, Token> tokens = new ConcurrentHashMap<>();

	private final SecureRandom random = new SecureRandom();

	private final InstantSource clock;

	Grants(InstantSource clock) {
		this.clock = clock;
	}

	String issueCode(Grant grant) {
		byte[] bytes = new byte[10];
		this.random.nextBytes(bytes);
		String code = HexFormat.of().formatHex(bytes);
		this.codes.put(code, new Code(grant, this.clock.instant().plus(CODE_LIFETIME)));
		return code;
	}

	/**
	 * Takes a code out of circulation, whatever then comes of the exchange.
	 */
	Optional<Grant> redeem(String code) {
		return Optional.ofNullable(this.codes.remove(code))
			.filter((known) -> this.clock.instant().isBefore(known.expiresAt()))
			.map(Code::grant);
	}

	String issueToken(Grant grant) {
		StringBuilder token = new StringBuilder("gho_");
		this.random.ints(36, 0, BASE62.length()).mapToObj(BASE62::charAt).forEach(token::append);
		this.tokens.put(token.toString(), new Token(grant.userId(), grant.scope()));
		return token.toString();
	}

	Optional<Token> token(String value) {
		return Optional.ofNullable(this.tokens.get(value));
	}

	void reset() {
		this.codes.clear();
		this.tokens.clear();
	}

	/**
	 * What a user agreed to, and everything that the exchange of the code is checked
	 * against.
	 */
	record Grant(String clientId, String redirectUri, @Nullable String codeChallenge, @Nullable String nonce,
			long userId, Scope scope) {
	}

	record Token(long userId, Scope scope) {
	}

	private record Code(Grant grant, Instant expiresAt) {
	}

}
