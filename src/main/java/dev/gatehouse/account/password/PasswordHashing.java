package dev.gatehouse.account.password;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * How the passwords of accounts are hashed. The encoder is not a bean of its own, since
 * Spring Security would use it for other users, too.
 *
 * @param encoder hashes and compares
 * @param pool bounds how many are hashed at once
 */
public record PasswordHashing(PasswordEncoder encoder, HashingPool pool) {

	/** Hashes a new password, or throws {@code service_busy} if too many wait. */
	public String hash(String password) {
		return this.pool.run(() -> this.encoder.encode(password));
	}

}
