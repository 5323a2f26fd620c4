package dev.gatehouse.account.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes and compares passwords.
 *
 * @param encoder hashes and compares
 * @param pool bounds how many are hashed at once
 */
public record PasswordHashing(PasswordEncoder encoder, HashingPool pool) {

	/** What BCrypt reads. */
	static final int MAX_BYTES = 72;

	/** At most four characters become one. */
	private static final int MAX_LENGTH = 4 * MAX_BYTES + 1;

	/** Hashes a new password, or throws {@code service_busy} if too many wait. */
	public String hash(String username, String password) {
		return this.pool.run(username, () -> this.encoder.encode(password));
	}

	/**
	 * The one of the Unicode forms of a password that is hashed and compared (NIST
	 * 800-63B): keyboards differ in which of them they type.
	 */
	public static String canonical(String password) {
		// a longer one has more bytes in any form, and long ones take long to normalise
		String measured = password.substring(0, Math.min(password.length(), MAX_LENGTH));
		return Normalizer.normalize(measured, Normalizer.Form.NFC);
	}

	/**
	 * Whether BCrypt tells a password from all others: it repeats one that holds NUL, and
	 * half of a surrogate pair has no bytes of its own.
	 */
	static boolean isDistinct(String password) {
		return password.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(password)
				&& password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
	}

}
