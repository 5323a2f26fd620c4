package dev.gatehouse.account.password;

import java.util.Map;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;

/**
 * How passwords are hashed: with BCrypt, the algorithm's name before the hash, so that
 * another algorithm can be added later; on half of the processors, at most four, unless
 * {@code gatehouse.hashing.threads} gives another number.
 */
@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

	private static final int MAX_THREADS = 4;

	/** Each step doubles the time of a hash. A login replaces a hash of a lower cost. */
	private static final int COST = 10;

	@Bean
	PasswordHashing passwordHashing(HashingPool pool) {
		DelegatingPasswordEncoder encoder = new DelegatingPasswordEncoder("bcrypt",
				Map.of("bcrypt", new StrictBCryptPasswordEncoder()));
		encoder.setDefaultPasswordEncoderForMatches(new BCryptPasswordEncoder() {
			@Override
			protected boolean matchesNonNull(String rawPassword, String encodedPassword) {
				// without a known prefix, it is a wrong password and no fault
				return false;
			}
		});
		return new PasswordHashing(encoder, pool);
	}

	@Bean
	HashingPool hashingPool(@Value("${gatehouse.hashing.threads:0}") int threads) {
		int half = Runtime.getRuntime().availableProcessors() / 2;
		return new HashingPool((threads > 0) ? threads : Math.max(1, Math.min(MAX_THREADS, half)));
	}

	/**
	 * The stock encoder distinguishes the forms of one text, and accepts the right 72
	 * bytes followed by anything.
	 */
	private static final class StrictBCryptPasswordEncoder extends BCryptPasswordEncoder {

		private StrictBCryptPasswordEncoder() {
			super(COST);
		}

		@Override
		protected String encodeNonNullPassword(String rawPassword) {
			return super.encodeNonNullPassword(PasswordHashing.canonical(rawPassword));
		}

		@Override
		protected boolean matchesNonNull(String rawPassword, String encodedPassword) {
			String password = PasswordHashing.canonical(rawPassword);
			// hashed in any case, so that the form does not show in the time
			return super.matchesNonNull(password, encodedPassword) && PasswordHashing.isDistinct(password);
		}

	}

}
