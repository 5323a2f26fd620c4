package dev.gatehouse.account.password;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.password.PasswordMeter.Estimate;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Which passwords an account may have: long enough, within what BCrypt reads, and not
 * easy to guess (NIST 800-63B: no rules about kinds of characters, but a comparison with
 * what attackers try first).
 */
@Component
public record PasswordRules(PasswordMeter meter, HashingPool pool, ApiProperties service) {

	private static final int MIN_BYTES = 12;

	/** Shorter names are part of many words. */
	private static final int MIN_NAME_LENGTH = 4;

	/** More than a throttled login ever takes. */
	private static final int MIN_GUESSES_LOG10 = 8;

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
	public Optional<String> objection(String username, String typed) {
		String password = PasswordHashing.canonical(typed);
		int bytes = password.getBytes(StandardCharsets.UTF_8).length;
		if (bytes < MIN_BYTES || bytes > PasswordHashing.MAX_BYTES) {
			return Optional.of("must have %s to %s bytes".formatted(MIN_BYTES, PasswordHashing.MAX_BYTES));
		}
		if (!PasswordHashing.isDistinct(password)) {
			return Optional.of("must be well-formed text");
		}
		if (username.length() >= MIN_NAME_LENGTH
				&& password.toLowerCase(Locale.ROOT).contains(username.toLowerCase(Locale.ROOT))) {
			return Optional.of("must not contain the user name");
		}
		Estimate estimate = this.pool.run(username,
				() -> this.meter.measure(password, List.of(username, this.service.realm())));
		if (estimate.guessesLog10() >= MIN_GUESSES_LOG10) {
			return Optional.empty();
		}
		return Optional
			.of("is too easy to guess" + ((estimate.mostly() != null) ? ": it is mostly " + estimate.mostly() : ""));
	}

}
