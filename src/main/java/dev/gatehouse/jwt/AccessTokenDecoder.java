package dev.gatehouse.jwt;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.jwt.AccessTokens.Verified;
import dev.gatehouse.jwt.RevocationList.Standing;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;

/**
 * The same strict reader for {@code oauth2ResourceServer}. The only class here that needs
 * {@code spring-security-oauth2-jose}; delete it where that is not on the class path.
 */
public record AccessTokenDecoder(AccessTokens tokens, ObjectProvider<RevocationList> revocations,
		Clock clock) implements JwtDecoder {

	private static final MappedJwtClaimSetConverter CLAIMS = MappedJwtClaimSetConverter.withDefaults(Map.of());

	@Override
	public Jwt decode(String token) {
		try {
			Verified verified = this.tokens.verify(token);
			String session = verified.judged().callerAt(this.clock.instant()).credentialId();
			RevocationList list = this.revocations.getIfAvailable();
			if (list != null && list.standingOf(session) != Standing.LIVE) {
				throw new BadJwtException("revoked");
			}
			return Jwt.withTokenValue(token)
				.headers((header) -> header.putAll(verified.header()))
				.claims((claims) -> claims.putAll(CLAIMS.convert(new HashMap<>(verified.claims()))))
				.build();
		}
		catch (CredentialRefusedException refused) {
			throw new BadJwtException("token_expired".equals(refused.getMessage()) ? "expired" : "invalid");
		}
	}

}
