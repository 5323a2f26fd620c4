package dev.gatehouse.oauth2;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;

/**
 * Finds or makes the account of somebody whom a provider vouches for. The provider's
 * number decides, never a name or an e-mail address: those change hands.
 */
@Component
class ProviderAccounts {

	private static final int LONGEST_NAME = 100;

	private final Accounts accounts;

	private final Clock clock;

	ProviderAccounts(Accounts accounts, Clock clock) {
		this.accounts = accounts;
		this.clock = clock;
	}

	/**
	 * The account of a provider's user, with the name that the user has there today.
	 * @param registrationId the provider
	 * @param user what the provider says of the user
	 * @return the stored account
	 */
	Account of(String registrationId, OAuth2User user) {
		String subject = Account.externalSubject(registrationId, user.getName());
		String name = displayName(user);
		Optional<Account> known = this.accounts.findBySubject(subject);
		return known.map((account) -> renamed(account, name)).orElseGet(() -> create(registrationId, user, name));
	}

	private Account renamed(Account account, String name) {
		if (account.name().equals(name)) {
			return account;
		}
		account.rename(name);
		return this.accounts.saveAndFlush(account);
	}

	private Account create(String registrationId, OAuth2User user, String name) {
		Account account = Account.external(registrationId, user.getName(), name, this.clock.instant());
		try {
			return this.accounts.saveAndFlush(account);
		}
		catch (DataIntegrityViolationException taken) {
			// two first logins at once: the other one made it
			return this.accounts.findBySubject(account.subject()).orElseThrow(() -> taken);
		}
	}

	/** Without what would not print or would turn the text around it. */
	private static String displayName(OAuth2User user) {
		Map<String, Object> attributes = user.getAttributes();
		String name = (attributes.get("login") instanceof String login) ? login : "";
		String printable = name.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "").strip();
		String cut = printable.codePoints()
			.limit(LONGEST_NAME / 2) // a code point may take two places
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		return cut.isEmpty() ? user.getName() : cut;
	}

}
