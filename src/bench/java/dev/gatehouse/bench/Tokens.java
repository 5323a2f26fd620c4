package dev.gatehouse.bench;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Access tokens as the service issues them, without a login each.
 */
final class Tokens {

	static final String ISSUER = "https://api.example.com";

	static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	/** What makes the service accept them, for an hour. */
	static final String[] OPTIONS = { "--gatehouse.jwt.keys[0].id=bench", "--gatehouse.jwt.keys[0].secret=" + SECRET,
			"--gatehouse.jwt.issuer=" + ISSUER, "--gatehouse.jwt.access-token-ttl=1h" };

	private Tokens() {
	}

	static String token(int number) throws Exception {
		long now = System.currentTimeMillis() / 1_000;
		String claims = ("{'iss':'%s','aud':['gatehouse'],'sub':'user%d','name':'user%d','role':'user','scope':'data:read','sid':'%s',"
				+ "'amr':['pwd'],'jti':'%s','iat':%d,'exp':%d}").formatted(ISSUER, number, number, UUID.randomUUID(), UUID.randomUUID(), now,
						now + 3_600);
		String signed = part("{'typ':'at+jwt','kid':'bench','alg':'HS256'}") + "." + part(claims);
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
		return signed + "." + text(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
	}

	private static String part(String json) {
		return text(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	private static String text(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
