package dev.gatehouse.jwt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the JWT library would accept and this service must not. Every token here is signed
 * with the right key and has one fault.
 */
class TokenLeniencyTests extends ServerTests {

	private static final String INVALID = "401 token_invalid Bearer realm=\"gatehouse\", error=\"invalid_token\"";

	private static final String EXPIRED = "401 token_expired Bearer realm=\"gatehouse\", error=\"invalid_token\"";

	@Autowired
	private SigningKeys signingKeys;

	private ForgedTokens forged;

	@BeforeEach
	void forge() {
		this.forged = new ForgedTokens(Base64.getDecoder().decode(JWT_SECRET), this.signingKeys.current().id(),
				issuer(), this.clock.instant());
	}

	@Test
	void protectedWhenTokenIsBuiltByHandWithoutFaultThenOpens() {
		Answer answer = use(this.forged.good());
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("message")).isEqualTo("Hello admin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "iss", "aud", "sub", "name", "role", "scope", "sid", "jti", "iat", "exp" })
	void protectedWhenClaimIsMissingThenInvalid(String claim) {
		assertThat(use(this.forged.withoutClaim(claim)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "typ", "kid", "alg" })
	void protectedWhenHeaderIsMissingThenInvalid(String header) {
		assertThat(use(this.forged.withoutHeader(header)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "{}", "\"\"", "\"tomorrow\"", "\"1893456000\"", "\"2030-01-01T00:00:00Z\"",
			"true", "1e300", "1893456000.5", "190000000000000", "-1", "99999999999999999999999999" })
	void protectedWhenExpiryIsNotAPlausibleNumberThenInvalid(String exp) {
		assertThat(use(this.forged.withClaim("exp", exp)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "{}", "\"\"", "\"1\"", "1e300", "0.5" })
	void protectedWhenIssueTimeIsNotANumberThenInvalid(String iat) {
		assertThat(use(this.forged.withClaim("iat", iat)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "{}", "\"\"", "\"1893456000\"", "true", "1e300", "0.5", "-1",
			"99999999999999999999999999" })
	void protectedWhenTimeOfTheLoginIsNotANumberThenInvalid(String time) {
		assertThat(use(this.forged.withClaim("auth_time", time)).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenNotBeforeIsAbsurdThenInvalid() {
		assertThat(use(this.forged.withClaim("nbf", "1e300")).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenNotBeforeIsInTheFutureThenInvalid() {
		assertThat(use(this.forged.withClaim("nbf", this.forged.at(300))).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenIssuedInTheFutureThenInvalid() {
		String token = this.forged.with((header) -> {
		}, (claims) -> {
			claims.put("iat", this.forged.at(60));
			claims.put("exp", this.forged.at(600));
		});
		assertThat(use(token).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenIssuedWithinTheClockSkewThenOpens() {
		String token = this.forged.with((header) -> {
		}, (claims) -> {
			claims.put("iat", this.forged.at(5));
			claims.put("exp", this.forged.at(600));
		});
		assertThat(use(token).status()).isEqualTo(200);
	}

	@Test
	void protectedWhenLifeIsLongerThanConfiguredThenInvalid() {
		assertThat(use(this.forged.withClaim("exp", this.forged.at(901))).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenExpiryIsNowThenExpired() {
		String token = this.forged.with((header) -> {
		}, (claims) -> {
			claims.put("iat", this.forged.at(-900));
			claims.put("exp", this.forged.at(0));
		});
		assertThat(use(token).summary()).isEqualTo(EXPIRED);
	}

	@Test
	void protectedWhenExpiredAndOtherwiseGoodThenSaysSo() {
		String token = this.forged.good();
		this.clock.move(Duration.ofMinutes(16));
		Answer answer = use(token);
		assertThat(answer.summary()).isEqualTo(EXPIRED);
		assertThat(answer.text("detail")).isEqualTo("Token expired");
	}

	@Test
	void protectedWhenExpiredAndOfAnotherIssuerThenInvalid() {
		String token = this.forged.withClaim("iss", "\"https://elsewhere.example\"");
		this.clock.move(Duration.ofMinutes(16));
		assertThat(use(token).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			role | "root"
			aud  | [null]
			sub  | 7
			""")
	void protectedWhenClaimIsWrongAndTokenExpiredThenInvalidNotAFault(String claim, String json) {
		String token = this.forged.withClaim(claim, json);
		this.clock.move(Duration.ofMinutes(16));
		assertThat(use(token).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenAScopeStandsTwiceThenCountsOnce() {
		assertThat(use(this.forged.withClaim("scope", "\"data:read data:read\"")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			aud  | [null]
			iss  | "https://elsewhere.example"
			iss  | ""
			iss  | ["http://localhost"]
			iss  | null
			aud  | ["other"]
			aud  | ["gatehouse","other"]
			aud  | []
			aud  | null
			aud  | {}
			aud  | 7
			sub  | ""
			sub  | " "
			sub  | null
			sub  | 7
			sub  | ["admin"]
			sid  | ""
			sid  | null
			sid  | {}
			sid  | "1"
			sid  | "admin"
			sid  | "4A3B2C1D-0000-4000-8000-0123456789AB"
			sid  | "{4a3b2c1d-0000-4000-8000-0123456789ab}"
			sid  | " 4a3b2c1d-0000-4000-8000-0123456789ab"
			sid  | "4a3b2c1d-0000-4000-8000-0123456789ab\\n"
			sid  | "1-1-1-1-1"
			jti  | "1"
			jti  | "4A3B2C1D-0000-4000-8000-0123456789AB"
			sub  | "ad\\u0000min"
			sub  | "admin\\u0000"
			sub  | "admin\\n"
			sub  | "\\u0085admin"
			sub  | "admin\\u2028"
			sub  | "admin\\ud800"
			name | "ad\\u0000min"
			name | "\\u009b31m"
			name | "\\udc00"
			name | ""
			role | "ad\\u0000min"
			scope | ""
			scope | "data:read\\u0000"
			scope | "data:read  data:read"
			scope | " data:read"
			scope | "data:\\"read"
			scope | "data:réad"
			jti  | ""
			jti  | null
			jti  | 7
			role | "root"
			role | "ADMIN"
			role | null
			role | ["admin"]
			scope | ["data:read"]
			name | {}
			""")
	void protectedWhenClaimIsWrongThenInvalid(String claim, String json) {
		assertThat(use(this.forged.withClaim(claim, json)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			typ  | "JWT"
			typ  | "refresh+jwt"
			typ  | "AT+JWT"
			typ  | null
			typ  | 7
			crit | []
			crit | null
			crit | ["exp"]
			crit | ["b64"]
			b64  | false
			b64  | true
			zip  | "DEF"
			zip  | "GZIP"
			zip  | null
			enc  | "A256GCM"
			cty  | "JWT"
			jwk  | {"kty":"oct","k":"AAAA"}
			jku  | "http://127.0.0.1/keys"
			x5u  | "http://127.0.0.1/keys"
			x5c  | ["MIIB"]
			kid  | "../../dev/null"
			kid  | "' or 1=1 --"
			kid  | "http://127.0.0.1/keys"
			kid  | ""
			kid  | 7
			kid  | []
			kid  | null
			alg  | "none"
			alg  | "None"
			alg  | "NONE"
			alg  | "nOnE"
			alg  | "HS384"
			alg  | "HS512"
			alg  | "RS256"
			alg  | "ES256"
			alg  | "PS256"
			alg  | "EdDSA"
			alg  | "hs256"
			alg  | ""
			alg  | 7
			alg  | null
			""")
	void protectedWhenHeaderIsWrongThenInvalid(String header, String json) {
		assertThat(use(this.forged.withHeader(header, json)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@CsvSource({ "HS384, HmacSHA384", "HS512, HmacSHA512" })
	void protectedWhenSignedWithASiblingAlgorithmThatTheKeyWouldFitThenInvalid(String alg, String mac) {
		String header = this.forged.headerJson().replace("HS256", alg);
		assertThat(use(this.forged.signed(header, this.forged.claimsJson(), mac)).summary()).isEqualTo(INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "None", "NONE", "nOnE", "" })
	void protectedWhenUnsignedThenInvalid(String alg) {
		String header = ForgedTokens.encode(this.forged.headerJson().replace("HS256", alg));
		String unsigned = header + "." + ForgedTokens.encode(this.forged.claimsJson()) + ".";
		assertThat(use(unsigned).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenSignedWithAnRsaKeyInsteadThenInvalid() throws Exception {
		KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
		String input = ForgedTokens.encode(this.forged.headerJson().replace("HS256", "RS256")) + "."
				+ ForgedTokens.encode(this.forged.claimsJson());
		Signature signature = Signature.getInstance("SHA256withRSA");
		signature.initSign(pair.getPrivate());
		signature.update(input.getBytes(StandardCharsets.US_ASCII));
		assertThat(use(input + "." + ForgedTokens.encode(signature.sign())).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenPayloadIsCompressedThenInvalid() throws Exception {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
			deflater.write(this.forged.claimsJson().getBytes(StandardCharsets.UTF_8));
		}
		String header = this.forged.headerJson().replace("}", ",\"zip\":\"DEF\"}");
		assertThat(use(this.forged.signed(header, compressed.toByteArray(), "HmacSHA256")).summary())
			.isEqualTo(INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "=", "==", "!", "!!!!!", "A", "AAAA", "%", "." })
	void protectedWhenSomethingFollowsTheSignatureThenInvalid(String junk) {
		assertThat(use(this.forged.good() + junk).status()).isIn(400, 401);
		assertThat(use(this.forged.good() + junk).code()).isIn("token_invalid", "invalid_request");
	}

	@Test
	void protectedWhenThousandsOfJunkCharactersFollowThenInvalid() {
		assertThat(use(this.forged.good() + "!".repeat(5000)).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenTheLastCharacterIsRespeltThenInvalid() {
		String good = this.forged.good();
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
		int last = alphabet.indexOf(good.charAt(good.length() - 1));
		int siblings = 0;
		// 43 characters hold 258 bits, of which the last two are not used
		for (int idle = 1; idle < 4; idle++) {
			String sibling = good.substring(0, good.length() - 1) + alphabet.charAt(last ^ idle);
			assertThat(use(sibling).summary()).isEqualTo(INVALID);
			siblings++;
		}
		assertThat(siblings).isEqualTo(3);
		assertThat(use(good).status()).isEqualTo(200);
	}

	@Test
	void protectedWhenBytesFollowTheJsonThenInvalid() {
		String claims = this.forged.claimsJson();
		assertThat(use(this.forged.signed(this.forged.headerJson(), claims + "{}", "HmacSHA256")).summary())
			.isEqualTo(INVALID);
		assertThat(use(this.forged.signed(this.forged.headerJson() + "x", claims, "HmacSHA256")).summary())
			.isEqualTo(INVALID);
	}

	@Test
	void protectedWhenAMemberStandsTwiceThenInvalid() {
		String twice = this.forged.claimsJson().replace("{\"iss\"", "{\"sub\":\"somebody\",\"iss\"");
		assertThat(use(this.forged.signed(this.forged.headerJson(), twice, "HmacSHA256")).summary()).isEqualTo(INVALID);
		String header = this.forged.headerJson().replace("}", ",\"alg\":\"HS256\"}");
		assertThat(use(this.forged.signed(header, this.forged.claimsJson(), "HmacSHA256")).summary())
			.isEqualTo(INVALID);
	}

	@Test
	void protectedWhenHeaderIsDeepThenInvalidAndFast() {
		String deep = "[".repeat(2500);
		String token = ForgedTokens.encode("{\"alg\":\"HS256\",\"x\":" + deep) + ".e30.AAAA";
		use(token);
		long start = System.nanoTime();
		Answer answer = use(token);
		assertThat(answer.summary()).isEqualTo(INVALID);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void protectedWhenHeaderHoldsAHugeNumberThenInvalidAndFast() {
		String token = ForgedTokens.encode("{\"alg\":\"HS256\",\"x\":" + "9".repeat(2900) + "}") + ".e30.AAAA";
		long start = System.nanoTime();
		assertThat(use(token).summary()).isEqualTo(INVALID);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "7", "\"text\"", "", "{", "{\"alg\"}" })
	void protectedWhenClaimsAreNotAnObjectThenInvalid(String claims) {
		assertThat(use(this.forged.signed(this.forged.headerJson(), claims, "HmacSHA256")).summary())
			.isEqualTo(INVALID);
	}

	@Test
	void protectedWhenSignatureIsOfAnotherTokenThenInvalid() {
		String one = this.forged.good();
		String other = this.forged.withClaim("sub", "\"somebody\"");
		String mixed = one.substring(0, one.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
		assertThat(use(mixed).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenSignatureIsCutThenInvalid() {
		String good = this.forged.good();
		assertThat(use(good.substring(0, good.length() - 2)).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenKeyIsAnotherThenInvalid() {
		ForgedTokens foreign = new ForgedTokens(new byte[64], this.signingKeys.current().id(), issuer(),
				this.clock.instant());
		assertThat(use(foreign.good()).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenTokenIsEncryptedThenInvalid() {
		String jwe = ForgedTokens.encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + "..AAAA.AAAA.AAAA";
		assertThat(use(jwe).summary()).isEqualTo(INVALID);
		String full = ForgedTokens.encode("{\"alg\":\"A256KW\",\"enc\":\"A256GCM\"}") + ".AAAA.AAAA.AAAA.AAAA";
		assertThat(use(full).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenTokenIsInJsonSerialisationThenInvalid() {
		String[] parts = this.forged.good().split("\\.");
		String flattened = ForgedTokens.object(Map.of("protected", ForgedTokens.quoted(parts[0]), "payload",
				ForgedTokens.quoted(parts[1]), "signature", ForgedTokens.quoted(parts[2])));
		assertThat(use(flattened).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenTokenIsNestedThenInvalid() {
		String inner = ForgedTokens.quoted(this.forged.good());
		String header = this.forged.headerJson().replace("}", ",\"cty\":\"JWT\"}");
		assertThat(use(this.forged.signed(header, inner, "HmacSHA256")).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenTokenIsTooLongThenInvalid() {
		String token = this.forged.withClaim("x", ForgedTokens.quoted("a".repeat(4096)));
		assertThat(token.length()).isGreaterThan(4096);
		assertThat(use(token).summary()).isEqualTo(INVALID);
	}

	@Test
	void protectedWhenRefusedThenAnswersDoNotTellWhy() {
		String one = use(this.forged.withoutClaim("sub")).body();
		String other = use(this.forged.withHeader("alg", "\"none\"")).body();
		assertThat(withoutRequestId(one)).isEqualTo(withoutRequestId(other)).contains("Invalid token");
	}

	@Test
	void protectedWhenRefusedThenNoPartOfTheTokenIsEchoed() {
		String token = this.forged.withClaim("sub", "7");
		Answer answer = use(token);
		Stream.of(token.split("\\.")).forEach((part) -> assertThat(answer.toString()).doesNotContain(part));
	}

	private Answer use(String token) {
		return this.http.get("/api/protected").bearer(token).send();
	}

	private static String withoutRequestId(String problem) {
		return problem.replaceAll("\"request_id\":\"[^\"]*\"", "");
	}

}
