package dev.gatehouse.service;

import java.util.UUID;

/**
 * What a login at a provider is for, if it opens no session, and for which session of
 * which account.
 */
record LoginIntent(String purpose, UUID account, UUID session) {

	static final String LINK = "link";

	static final String PROVE = "prove";

	static LoginIntent of(String text) {
		String[] words = text.split(" ", -1);
		return new LoginIntent(words[0], UUID.fromString(words[1]), UUID.fromString(words[2]));
	}

	String text() {
		return String.join(" ", this.purpose, this.account.toString(), this.session.toString());
	}

}
