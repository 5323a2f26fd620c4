package dev.gatehouse.session;

import java.util.List;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.jwt.AccessToken;
import dev.gatehouse.jwt.AccessTokens;

import org.springframework.stereotype.Component;

/**
 * Opens sessions. Every login ends here, whichever way the caller proved who it is.
 */
@Component
public class Sessions {

	private final AccessTokens tokens;

	Sessions(AccessTokens tokens) {
		this.tokens = tokens;
	}

	/**
	 * Opens a session.
	 * @param account who logged in; must be enabled
	 * @param methods how it proved who it is, such as {@code pwd} (RFC 8176)
	 * @return its tokens
	 */
	public OpenedSession open(Account account, List<String> methods) {
		AccessToken token = this.tokens.issue(account, UUID.randomUUID().toString(), methods);
		return new OpenedSession(token.value(), token.expiresIn());
	}

}
