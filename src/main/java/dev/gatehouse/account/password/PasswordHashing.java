package dev.gatehouse.account.password;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * How the passwords of accounts are hashed. No {@code PasswordEncoder} of its own among
 * the beans, since Spring Security would take it for other users, too.
 *
 * @param encoder hashes and compares
 */
public record PasswordHashing(PasswordEncoder encoder) {

}
