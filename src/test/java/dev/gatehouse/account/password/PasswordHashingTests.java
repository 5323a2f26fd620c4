package dev.gatehouse.account.password;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * How expensive a stolen hash is to guess. Other tests lower the cost to save time.
 */
class PasswordHashingTests {

	@Test
	void hashWhenMadeByTheServiceThenIsBcryptOfStrengthTen() {
		assertThat(new PasswordConfiguration().passwordHashing(new HashingPool(1)).encoder().encode("secret"))
			.startsWith("{bcrypt}$2a$10$");
	}

	/** Marks that must change places took the square of their number. */
	@ParameterizedTest
	@ValueSource(
			strings = { "\u0315\u0300\u0316\u0327", "\u0344", "\ufb1d", "a\u0316\u0300", "\ud800", "\ud83d\ude00" })
	void canonicalWhenTextIsLongThenTakesNoTimeAndStaysTooLong(String part) {
		String password = part.repeat(100_000);
		assertTimeout(Duration.ofMillis(200), () -> PasswordHashing.canonical(password));
		assertThat(PasswordHashing.canonical(password).getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(72);
	}

}
