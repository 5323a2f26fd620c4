package dev.gatehouse.account;

import java.util.regex.Pattern;

/**
 * The form of the names of accounts with a password.
 */
public final class UserName {

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	private UserName() {
	}

	public static boolean isWellFormed(String name) {
		return FORM.matcher(name).matches();
	}

}
