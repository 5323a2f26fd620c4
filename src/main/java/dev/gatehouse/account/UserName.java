package dev.gatehouse.account;

import java.util.regex.Pattern;

/**
 * The form of the names that accounts with a password of ours may bear.
 */
public final class UserName {

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	private UserName() {
	}

	/**
	 * Whether a name can be one.
	 * @param name anything at all
	 * @return true for 1 to 64 letters, digits, dots, dashes and underscores that begin
	 * with a letter or digit
	 */
	public static boolean isWellFormed(String name) {
		return FORM.matcher(name).matches();
	}

}
