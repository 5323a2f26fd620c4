package dev.gatehouse.jwt;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Keys: a list, of two kinds, changed without logging anybody out.
 */
class SigningKeysTests {

	private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	private static final String OTHER = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWZnaGk=";

	private static final String ISSUER = "--gatehouse.jwt.issuer=https://api.example.com";

	@TempDir
	private Path folder;

	@Test
	void keysWhenRotatedThenNobodyIsLoggedOut() {
		String old = "--gatehouse.jwt.keys[%d].id=old --gatehouse.jwt.keys[%1$d].secret=" + SECRET;
		String fresh = "--gatehouse.jwt.keys[%d].id=new --gatehouse.jwt.keys[%1$d].secret=" + OTHER;
		try (Replica before = start(old.formatted(0));
				Replica told = start(old.formatted(0), fresh.formatted(1));
				Replica switched = start(fresh.formatted(0), old.formatted(1));
				Replica after = start(fresh.formatted(0))) {
			String signedByOld = told.login();
			String signedByNew = switched.login();
			assertThat(kid(signedByOld)).isEqualTo("old");
			assertThat(kid(signedByNew)).isEqualTo("new");
			for (Replica during : List.of(told, switched)) {
				assertThat(use(during, signedByOld).status()).isEqualTo(200);
				assertThat(use(during, signedByNew).status()).isEqualTo(200);
			}
			assertThat(use(before, signedByOld).status()).isEqualTo(200);
			assertThat(use(after, signedByNew).status()).isEqualTo(200);
			assertThat(use(after, signedByOld).code()).isEqualTo("token_invalid");
			assertThat(use(before, signedByNew).code()).isEqualTo("token_invalid");
		}
	}

	@ParameterizedTest
	@CsvSource({ "EC, ES256, EC, P-256", "Ed25519, EdDSA, OKP, Ed25519" })
	void pairWhenConfiguredThenSignsAndItsPublicHalfIsPublished(String kind, String algorithm, String type,
			String curve) {
		try (Replica service = start("--gatehouse.jwt.keys[0].id=pair",
				"--gatehouse.jwt.keys[0].private-key=" + pem(kind, "PRIVATE KEY"),
				"--gatehouse.jwt.keys[1].secret=" + SECRET)) {
			String token = service.login();
			assertThat(header(token).path("alg").asString()).isEqualTo(algorithm);
			assertThat(use(service, token).status()).isEqualTo(200);
			Answer published = service.http().get("/.well-known/jwks.json").send();
			assertThat(published.header("Cache-Control")).isEqualTo("max-age=300");
			assertThat(published.json().path("keys").size()).isOne();
			JsonNode key = published.json().path("keys").get(0);
			assertThat(List.of(key.path("kid").asString(), key.path("kty").asString(), key.path("crv").asString(),
					key.path("alg").asString(), key.path("use").asString()))
				.containsExactly("pair", type, curve, algorithm, "sig");
			assertThat(published.body()).doesNotContain("\"d\"").doesNotContain("\"k\"").doesNotContain(SECRET);
			assertThat(forgeries(token, published.json()))
				.allSatisfy((forged) -> assertThat(use(service, forged).code()).isEqualTo("token_invalid"));
		}
	}

	/** Another library, given nothing but the address of the published keys. */
	@Test
	void tokenWhenSignedWithAPairThenAnIndependentVerifierTakesItFromTheJwksAlone() throws Exception {
		try (Replica service = start("--gatehouse.jwt.keys[0].private-key=" + pem("EC", "PRIVATE KEY"))) {
			DefaultJWTProcessor<com.nimbusds.jose.proc.SecurityContext> verifier = new DefaultJWTProcessor<>();
			verifier.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
			verifier.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256,
					JWKSourceBuilder
						.create(URI.create("http://localhost:" + service.port() + "/.well-known/jwks.json").toURL())
						.build()));
			verifier.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>("gatehouse",
					new JWTClaimsSet.Builder().issuer("https://api.example.com").build(),
					java.util.Set.of("sub", "exp", "iat", "jti", "sid")));
			JWTClaimsSet claims = verifier.process(service.login(), null);
			assertThat(claims.getSubject()).isEqualTo("admin");
			String changed = service.login().replaceFirst("\\.[^.]+$", ".AAAA");
			assertThat(catchThrowable(() -> verifier.process(changed, null))).isNotNull();
		}
	}

	@Test
	void jwksWhenOnlySecretsAreConfiguredThenEmpty() {
		try (Replica service = start("--gatehouse.jwt.secret=" + SECRET)) {
			assertThat(service.http().get("/.well-known/jwks.json").send().body()).isEqualTo("{\"keys\":[]}");
		}
	}

	@Test
	void secretWhenGivenInShortBesideAListThenTheListSignsAndBothVerify() {
		try (Replica service = start("--gatehouse.jwt.secret=" + SECRET, "--gatehouse.jwt.keys[0].id=listed",
				"--gatehouse.jwt.keys[0].secret=" + OTHER);
				Replica before = start("--gatehouse.jwt.secret=" + SECRET)) {
			assertThat(kid(service.login())).isEqualTo("listed");
			assertThat(use(service, before.login()).status()).isEqualTo(200);
		}
	}

	/** The row of {@code src/docs/operate.md}, step by step. */
	@Test
	void secretWhenRotatedAsThePageSaysThenNobodyIsLoggedOutAndTheOldOneIsGone() {
		try (Replica before = start("--gatehouse.jwt.secret=" + OTHER);
				Replica known = start("--gatehouse.jwt.keys[0].secret=" + OTHER, "--gatehouse.jwt.secret=" + SECRET);
				Replica swapped = start("--gatehouse.jwt.keys[0].secret=" + SECRET, "--gatehouse.jwt.secret=" + OTHER);
				Replica after = start("--gatehouse.jwt.secret=" + SECRET)) {
			assertThat(use(known, before.login()).status()).isEqualTo(200);
			assertThat(use(known, swapped.login()).status()).isEqualTo(200);
			assertThat(use(swapped, known.login()).status()).isEqualTo(200);
			assertThat(use(after, swapped.login()).status()).isEqualTo(200);
			assertThat(use(swapped, after.login()).status()).isEqualTo(200);
			assertThat(use(after, known.login()).summary()).startsWith("401 token_invalid");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--gatehouse.jwt.keys[0].id=only                        | keys[0] needs a secret or a private-key
			--gatehouse.jwt.keys[0].secret=c2hvcnQ=                | keys[0].secret is shorter than 256 bits
			--gatehouse.jwt.keys[0].secret=not-base64!             | keys[0].secret is not Base64
			--gatehouse.jwt.keys[0].private-key=/nowhere.pem       | cannot be read
			--gatehouse.jwt.keys[0].id=a b                         | must be 1 to 64 letters
			""")
	void startWhenAKeyIsUnfitThenNamesThePropertyAndNotTheValue(String option, String fault) {
		assertThat(failure(option)).contains("gatehouse.jwt").contains(fault).doesNotContain("c2hvcnQ=");
	}

	@Test
	void startWhenTwoKeysHaveOneIdThenRefuses() {
		assertThat(failure("--gatehouse.jwt.keys[0].id=a", "--gatehouse.jwt.keys[0].secret=" + SECRET,
				"--gatehouse.jwt.keys[1].id=a", "--gatehouse.jwt.keys[1].secret=" + OTHER))
			.contains("has the id a twice");
		assertThat(failure("--gatehouse.jwt.keys[0].secret=" + SECRET, "--gatehouse.jwt.keys[1].secret=" + SECRET))
			.contains("twice");
		assertThat(failure("--gatehouse.jwt.keys[0].secret=" + SECRET,
				"--gatehouse.jwt.keys[0].private-key=" + pem("EC", "PRIVATE KEY")))
			.contains("and not both")
			.doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "RSA", "secp384r1", "Ed448", "public", "garbage", "empty" })
	void startWhenFileIsNotAPrivateKeyOfTheTwoCurvesThenRefuses(String kind) {
		assertThat(failure("--gatehouse.jwt.keys[0].private-key=" + pem(kind, "PRIVATE KEY")))
			.contains("keys[0].private-key names a file without a PEM private key on P-256 or Ed25519");
	}

	/** What who knows only the public key could sign with. */
	private static List<String> forgeries(String token, JsonNode jwks) {
		String[] parts = token.split("\\.");
		String claims = parts[1];
		List<String> forged = new ArrayList<>();
		for (String algorithm : List.of("none", "HS256", "RS256", "ES384", "PS256")) {
			String header = base64("{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"pair\"}".formatted(algorithm));
			forged.add(header + "." + claims + "." + parts[2]);
			forged.add(header + "." + claims + ".");
			forged.add(header + "." + claims + "."
					+ ForgedTokens.hmac(jwks.toString().getBytes(StandardCharsets.UTF_8), header + "." + claims));
			forged.add(header + "." + claims + "."
					+ ForgedTokens.hmac(Base64.getUrlDecoder().decode(jwks.path("keys").get(0).path("x").asString()),
							header + "." + claims));
		}
		forged.add(parts[0] + "." + claims + "." + "A".repeat(parts[2].length())); // CVE-2022-21449
		forged.add(parts[0] + "." + base64("{}") + "." + parts[2]);
		return forged;
	}

	private Path pem(String kind, String label) {
		Path file = this.folder.resolve(kind + ".pem");
		try {
			byte[] encoded = switch (kind) {
				case "EC" -> ec("secp256r1").getEncoded();
				case "secp384r1" -> ec("secp384r1").getEncoded();
				case "public" -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
				case "garbage" -> BigInteger.TEN.toByteArray();
				case "empty" -> new byte[0];
				default -> KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate().getEncoded();
			};
			String text = "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(
					kind.equals("public") ? "PUBLIC KEY" : label, Base64.getMimeEncoder().encodeToString(encoded));
			return Files.writeString(file, kind.equals("empty") ? "" : text);
		}
		catch (IOException | GeneralSecurityException failed) {
			throw new IllegalStateException(failed);
		}
	}

	private static PrivateKey ec(String curve) throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec(curve));
		KeyPair pair = generator.generateKeyPair();
		return pair.getPrivate();
	}

	private static Replica start(String... options) {
		List<String> all = new ArrayList<>(List.of(ISSUER));
		for (String option : options) {
			all.addAll(List.of(option.split(" (?=--)")));
		}
		return Replica.start(all.toArray(String[]::new));
	}

	private static Answer use(Replica service, String token) {
		return service.http().get("/api/protected").bearer(token).send();
	}

	private static String kid(String token) {
		return header(token).path("kid").asString();
	}

	private static JsonNode header(String token) {
		return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String failure(String... options) {
		Throwable failure = catchThrowable(() -> Replica.start(options).close());
		assertThat(failure).as("it started").isNotNull();
		StringBuilder messages = new StringBuilder();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			messages.append(cause).append('\n');
		}
		return messages.toString();
	}

}
