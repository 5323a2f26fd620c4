package dev.gatehouse.jwt;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import dev.gatehouse.caller.Role;
import dev.gatehouse.jwt.RevocationList.Standing;
import dev.gatehouse.support.MutableClock;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The strict reader in the place of Spring's own, without a server.
 */
class AccessTokenDecoderTests {

	private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	private static final String ISSUER = "https://api.example.com";

	private final MutableClock clock = new MutableClock();

	private final JwtProperties properties = new JwtProperties(List.of("/api/**"), null, "gatehouse",
			Duration.ofMinutes(15), Duration.ofSeconds(10), SECRET, List.of(), 10);

	private final SigningKeys keys = new SigningKeys(this.properties, new StandardEnvironment());

	private final AccessTokens tokens = new AccessTokens(this.properties, this.keys, this.clock, ISSUER);

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	@Test
	void decodeWhenGoodThenAnswersAllThatTheTokenSays() {
		Jwt jwt = decoder().decode(issued());
		assertThat(jwt.getSubject()).isEqualTo("somebody");
		assertThat(jwt.getIssuer()).hasToString(ISSUER);
		assertThat(jwt.getAudience()).containsExactly("gatehouse");
		assertThat(jwt.getClaimAsString("scope")).isEqualTo("data:read");
		assertThat(Duration.between(jwt.getIssuedAt(), jwt.getExpiresAt())).isEqualTo(Duration.ofMinutes(15));
		assertThat(jwt.getHeaders()).containsEntry("typ", "at+jwt");
	}

	@Test
	void decodeWhenExpiredThenRefuses() {
		String token = issued();
		this.clock.move(Duration.ofMinutes(16));
		assertRefused(token, "expired");
	}

	@Test
	void decodeWhenUnsignedThenRefuses() {
		ForgedTokens forged = forged(SECRET);
		assertRefused(ForgedTokens.encode(forged.headerJson().replace("HS256", "none")) + "."
				+ ForgedTokens.encode(forged.claimsJson()) + ".", "invalid");
		assertRefused(forged.withHeader("alg", "\"none\""), "invalid");
	}

	@Test
	void decodeWhenSignedByAnotherThenRefuses() {
		assertThat(decoder().decode(forged(SECRET).good()).getSubject()).isEqualTo("admin");
		assertRefused(forged("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWZnaGk=").good(), "invalid");
	}

	@Test
	void decodeWhenSessionIsRevokedOrUnknownThenRefuses() {
		String token = issued();
		for (Standing standing : List.of(Standing.REVOKED, Standing.UNKNOWN)) {
			this.beans.addBean("list", (RevocationList) (session) -> standing);
			assertRefused(token, "revoked");
		}
	}

	private String issued() {
		return this.tokens.issue("somebody", "Somebody", Role.USER, Set.of("data:read")).value();
	}

	private ForgedTokens forged(String secret) {
		return new ForgedTokens(Base64.getDecoder().decode(secret), this.keys.current().id(), ISSUER,
				this.clock.instant());
	}

	private AccessTokenDecoder decoder() {
		return new AccessTokenDecoder(this.tokens, this.beans.getBeanProvider(RevocationList.class), this.clock);
	}

	private void assertRefused(String token, String reason) {
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder().decode(token)).withMessage(reason);
	}

}
