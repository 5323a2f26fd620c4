package dev.gatehouse.account.password;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Which passwords an account may have: long enough, within what BCrypt reads, and not
 * easy to guess (NIST 800-63B: no rules about kinds of characters, but a comparison with
 * what attackers try first).
 */
@Component
public class PasswordRules {

	private static final int MIN_BYTES = 12;

	/** Shorter names are part of many words. */
	private static final int MIN_NAME_LENGTH = 4;

	private static final int MAX_BYTES = 72;

	/** Of 4: at least 10^8 guesses, more than a throttled login ever takes. */
	private static final int MIN_SCORE = 3;

	/** A password is not weaker than its beginning; the meter is slow on long ones. */
	private static final int MAX_MEASURED_LENGTH = 32;

	private final Zxcvbn meter = new Zxcvbn();

	private final HashingPool pool;

	private final String realm;

	PasswordRules(HashingPool pool, ApiProperties service) {
		this.pool = pool;
		this.realm = service.realm();
	}

	/** Refuses a member of a request that is not an acceptable password. */
	public void requireAcceptable(String member, String username, String password) {
		objection(username, password).ifPresent((objection) -> {
			throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, member + " " + objection);
		});
	}

	/**
	 * What is wrong with a password, as the predicate of a sentence; empty if it is
	 * accepted. Throws {@code service_busy} if too many passwords wait.
	 */
	public Optional<String> objection(String username, String password) {
		int bytes = password.getBytes(StandardCharsets.UTF_8).length;
		if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
			return Optional.of("must have %s to %s bytes".formatted(MIN_BYTES, MAX_BYTES));
		}
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(password)) {
			return Optional.of("must be well-formed text");
		}
		if (username.length() >= MIN_NAME_LENGTH
				&& password.toLowerCase(Locale.ROOT).contains(username.toLowerCase(Locale.ROOT))) {
			return Optional.of("must not contain the user name");
		}
		String beginning = password.substring(0, Math.min(password.length(), MAX_MEASURED_LENGTH));
		Strength strength = this.pool.run(() -> this.meter.measure(beginning, List.of(username, this.realm)));
		return (strength.getScore() < MIN_SCORE) ? Optional.of(reason(strength)) : Optional.empty();
	}

	private static String reason(Strength strength) {
		String warning = strength.getFeedback().getWarning();
		return "is too easy to guess"
				+ ((warning != null && !warning.isBlank()) ? ": " + warning.replaceFirst("\\.$", "") : "");
	}

}
