package dev.gatehouse.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The format of keys.
 */
class ApiKeySecretTests {

	private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private final ApiKeyFormat format = new ApiKeyFormat("gk");

	@Test
	void generateWhenCalledThenHasTheDocumentedShape() {
		assertThat(this.format.generate().reveal()).matches("gk_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}[0-9A-Za-z]{6}");
	}

	@RepeatedTest(20)
	void parseWhenGeneratedThenIsTheSameKey() {
		for (int i = 0; i < 100; i++) {
			ApiKeySecret key = this.format.generate();
			assertThat(this.format.parse(key.reveal())).get()
				.satisfies((parsed) -> assertThat(parsed.reveal()).isEqualTo(key.reveal()))
				.satisfies((parsed) -> assertThat(parsed.matches(key.hash())).isTrue());
		}
	}

	@Test
	void parseWhenAnyCharacterIsChangedThenEmpty() {
		String key = this.format.generate().reveal();
		for (int place = 0; place < key.length(); place++) {
			for (char other : (BASE62 + "_-. ").toCharArray()) {
				if (other != key.charAt(place)) {
					String changed = key.substring(0, place) + other + key.substring(place + 1);
					assertThat(this.format.parse(changed)).as("place %d", place).isEmpty();
				}
			}
		}
	}

	@Test
	void parseWhenTwoNeighboursAreSwappedThenEmpty() {
		String key = this.format.generate().reveal();
		for (int place = 0; place + 1 < key.length(); place++) {
			if (key.charAt(place) != key.charAt(place + 1)) {
				String swapped = key.substring(0, place) + key.charAt(place + 1) + key.charAt(place)
						+ key.substring(place + 2);
				assertThat(this.format.parse(swapped)).as("place %d", place).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "gk_", "gk__", "null", "gk_demoClient01", "sk_demoClient01_x", "\u0000", "gk_\n",
			"ключ", "gk_demoClient01_' or 1=1 --", "Bearer abc" })
	void parseWhenOfAnotherShapeThenEmpty(String text) {
		assertThat(this.format.parse(text)).isEmpty();
	}

	@Test
	void parseWhenSurroundedThenEmpty() {
		String key = this.format.generate().reveal();
		assertThat(this.format.parse(" " + key)).isEmpty();
		assertThat(this.format.parse(key + " ")).isEmpty();
		assertThat(this.format.parse(key + "\n")).isEmpty();
		assertThat(this.format.parse(key + key)).isEmpty();
	}

	@Test
	void parseWhenAnythingAtAllThenNeverThrows() {
		Random random = new Random(7);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[random.nextInt(200)];
			random.nextBytes(bytes);
			String text = new String(bytes, StandardCharsets.ISO_8859_1);
			assertThat(this.format.parse(text)).isEmpty();
			assertThat(this.format.parse("gk_" + text)).isEmpty();
		}
	}

	@Test
	void parseWhenHugeThenEmptyAndFast() {
		assertThat(this.format.parse("gk_" + "a".repeat(1_000_000))).isEmpty();
	}

	@Test
	void checkWhenComputedThenIsTheCrc32InBase62() {
		// CRC-32 of "123456789" is 0xCBF43926, the check value of the algorithm's
		// catalogue entry
		long crc = 0xCBF43926L;
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 6; i++) {
			expected.insert(0, BASE62.charAt((int) (crc % 62)));
			crc /= 62;
		}
		assertThat(ApiKeyFormat.check("123456789")).isEqualTo(expected.toString());
	}

	@Test
	void generateWhenRepeatedThenNeverTheSame() {
		Set<String> ids = new HashSet<>();
		Set<String> hashes = new HashSet<>();
		for (int i = 0; i < 5_000; i++) {
			ApiKeySecret key = this.format.generate();
			ids.add(key.id());
			hashes.add(key.hash());
		}
		assertThat(ids).hasSize(5_000);
		assertThat(hashes).hasSize(5_000);
	}

	@Test
	void toStringWhenPrintedThenShowsTheIdAndNotTheSecret() {
		ApiKeySecret key = this.format.generate();
		assertThat(key.toString()).contains(key.id()).doesNotContain(key.reveal().substring(16, 30));
	}

	@Test
	void hashWhenTakenThenIsSha256OfTheSecretAlone() throws Exception {
		ApiKeySecret key = this.format.generate();
		String secret = key.reveal().substring(16, 59);
		byte[] expected = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
		assertThat(key.hash()).isEqualTo(HexFormat.of().formatHex(expected));
	}

	@Test
	void isInWhenQueryHoldsAKeyThenTrueWhateverItsChecksum() {
		String key = this.format.generate().reveal();
		assertThat(this.format.isIn("a=b&x=" + key + "&c=d")).isTrue();
		assertThat(this.format.isIn(key.substring(0, key.length() - 6) + "000000")).isTrue();
		assertThat(this.format.isIn("a=gk_short_one")).isFalse();
	}

}
