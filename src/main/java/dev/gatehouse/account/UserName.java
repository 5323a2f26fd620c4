package dev.gatehouse.account;

import java.util.regex.Pattern;

/**
 * The form of the names that accounts with a password of ours may bear.
 */
final class UserName {

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	private UserName() {
	}

	static boolean isWellFormed(String name) {
		return FORM.matcher(name).matches();
	}

}
