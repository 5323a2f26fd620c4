package dev.gatehouse.account.password;

import java.util.Map;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * How passwords are hashed: BCrypt, with the algorithm's name before the hash, so that a
 * later algorithm can live beside it.
 */
@Configuration(proxyBeanMethods = false)
class PasswordSettings {

	@Bean
	PasswordEncoder passwordEncoder() {
		DelegatingPasswordEncoder encoder = new DelegatingPasswordEncoder("bcrypt",
				Map.of("bcrypt", new StrictBCryptPasswordEncoder()));
		encoder.setDefaultPasswordEncoderForMatches(new MatchesNothing());
		return encoder;
	}

	/** A stored hash without a known prefix is a wrong password, not an error page. */
	private static final class MatchesNothing extends AbstractValidatingPasswordEncoder {

		@Override
		protected String encodeNonNullPassword(String rawPassword) {
			throw new UnsupportedOperationException("only ever asked to match");
		}

		@Override
		protected boolean matchesNonNull(String rawPassword, String encodedPassword) {
			return false;
		}

	}

}
