package dev.gatehouse.account.password;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;

import org.springframework.stereotype.Component;

/**
 * Which passwords an account may have: long enough, whole within what BCrypt reads, and
 * not easily guessed (NIST 800-63B: no rules about kinds of characters, but a look at
 * what attackers try first).
 */
@Component
public class PasswordRules {

	private static final int LEAST_BYTES = 12;

	/** Shorter names are in many words. */
	private static final int LEAST_NAME = 4;

	private static final int MOST_BYTES = 72;

	/** Of 4: guesses from 10^8 on, more than a throttled login ever takes. */
	private static final int LEAST_SCORE = 3;

	/**
	 * A password is no weaker than its beginning, and the meter slows down with length.
	 */
	private static final int MEASURED = 32;

	private final Zxcvbn meter = new Zxcvbn();

	private final HashingPool pool;

	PasswordRules(HashingPool pool) {
		this.pool = pool;
	}

	/**
	 * Judges a password.
	 * @param username whose it shall be
	 * @param password the password in clear
	 * @return what is wrong with it, to be shown after "password", or empty if it will do
	 * @throws HashingPoolFullException if the service is too busy to measure it
	 */
	public Optional<String> objection(String username, String password) {
		int bytes = password.getBytes(StandardCharsets.UTF_8).length;
		if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
			return Optional.of("must have %d to %d bytes".formatted(LEAST_BYTES, MOST_BYTES));
		}
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(password)) {
			return Optional.of("must be well-formed text");
		}
		if (username.length() >= LEAST_NAME
				&& password.toLowerCase(Locale.ROOT).contains(username.toLowerCase(Locale.ROOT))) {
			return Optional.of("must not contain the user name");
		}
		String beginning = password.substring(0, Math.min(password.length(), MEASURED));
		Strength strength = this.pool.run(() -> this.meter.measure(beginning, List.of(username, "gatehouse")));
		return (strength.getScore() < LEAST_SCORE) ? Optional.of(reason(strength)) : Optional.empty();
	}

	private static String reason(Strength strength) {
		String warning = strength.getFeedback().getWarning();
		return "is too easy to guess"
				+ ((warning != null && !warning.isBlank()) ? ": " + warning.replaceFirst("\\.$", "") : "");
	}

}
