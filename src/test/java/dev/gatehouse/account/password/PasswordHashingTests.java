package dev.gatehouse.account.password;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How expensive a stolen hash is to guess. Other tests lower the cost to save time.
 */
class PasswordHashingTests {

	@Test
	void hashWhenMadeByTheServiceThenIsBcryptOfStrengthTen() {
		assertThat(new PasswordSettings().passwordHashing().encoder().encode("secret")).startsWith("{bcrypt}$2a$10$");
	}

}
