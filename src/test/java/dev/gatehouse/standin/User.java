package dev.gatehouse.standin;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Somebody with an account at the stand-in; only the id stays the same for life.
 *
 * @param id the numeric id, never given away twice
 * @param login the name in use at the moment, unique whatever its case
 * @param name the name to show, which GitHub lets a user leave empty
 * @param email the public e-mail address, {@code null} if it is kept private
 * @param emails every e-mail address, as only {@code user:email} may see them
 */
public record User(long id, String login, @Nullable String name, @Nullable String email, List<Email> emails) {

	public User {
		emails = List.copyOf(emails);
	}

	static User of(long id, String login) {
		return new User(id, login, null, null, List.of(new Email(login + "@example.com", true, true, "private")));
	}

	User withLogin(String newLogin) {
		return new User(this.id, newLogin, this.name, this.email, this.emails);
	}

	/**
	 * One of a user's e-mail addresses.
	 *
	 * @param email the address
	 * @param primary whether it is the one that GitHub writes to
	 * @param verified whether the user has proved that it is theirs
	 * @param visibility {@code public}, {@code private}, or {@code null} on all but the
	 * primary one
	 */
	public record Email(String email, boolean primary, boolean verified, @Nullable String visibility) {
	}

}
