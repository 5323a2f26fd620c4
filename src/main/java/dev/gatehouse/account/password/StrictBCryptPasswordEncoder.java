package dev.gatehouse.account.password;

import java.nio.charset.StandardCharsets;

import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * BCrypt that looks at the whole password. The algorithm reads 72 bytes, so the stock
 * encoder takes the right 72 bytes followed by anything for a match.
 */
final class StrictBCryptPasswordEncoder extends BCryptPasswordEncoder {

	private static final int BYTES_READ = 72;

	@Override
	protected boolean matchesNonNull(String rawPassword, String encodedPassword) {
		// hashed in any case, so that the length does not show in the time
		boolean matches = super.matchesNonNull(rawPassword, encodedPassword);
		return matches && rawPassword.getBytes(StandardCharsets.UTF_8).length <= BYTES_READ;
	}

}
