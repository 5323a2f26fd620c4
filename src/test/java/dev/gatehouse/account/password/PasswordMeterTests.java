package dev.gatehouse.account.password;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * How long the estimate takes at most; what it says is in {@code PasswordTests}.
 */
class PasswordMeterTests {

	/** About ten times what it takes on one slow processor, and far below a second. */
	private static final Duration BOUND = Duration.ofMillis(200);

	private static final PasswordMeter meter = new PasswordMeter();

	@ParameterizedTest
	@ValueSource(strings = { "(('@4({[<369!|10$5+7%2')*8)", "4@8({[<369!|1$5+70%2", "1!|7lI1!|7", "({[<a@4", "0101",
			"12/12/12", "1.2.3", "a", "ab", "aab", "the", "thequickbrownfoxjumpsoverthelazydog", "p@$$w0rd",
			"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()",
			"qwertyuiop[]asdfghjkl;'zxcvbnm,./", "!QAZ2wsx#EDC4rfv", "19992001", "\u00fc", "\ud83d\ude00", "\u0301",
			"\n", " " })
	void measureWhenPasswordIsHardToMeasureThenTakesLessThanTheBound(String part) {
		String password = part.repeat(72).substring(0, 72);
		meter.measure(password, List.of("somebody", "gatehouse"));
		assertTimeout(BOUND, () -> meter.measure(password, List.of("somebody", "gatehouse")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2026", "201920202021" })
	void measureWhenNothingIsLeftThenIsEasy(String password) {
		assertThat(meter.measure(password, List.of("somebody")).guessesLog10()).isLessThan(3);
	}

}
