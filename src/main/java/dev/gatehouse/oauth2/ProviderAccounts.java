package dev.gatehouse.oauth2;

import java.time.Clock;
import java.util.Objects;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;

import org.jspecify.annotations.Nullable;

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

	private static final int LONGEST_EMAIL = 320;

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
		String name = displayName(registrationId, user);
		Account account = this.accounts.findBySubject(subject).orElseGet(() -> create(registrationId, user, name));
		return updated(account, name, email(user));
	}

	private Account updated(Account account, String name, @Nullable String email) {
		if (account.name().equals(name) && Objects.equals(account.email(), email)) {
			return account;
		}
		account.rename(name);
		account.changeEmail(email);
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

	private static String displayName(String registrationId, OAuth2User user) {
		String attribute = Provider.named(registrationId).map(Provider::nameAttribute).orElse("");
		String name = printable(user.getAttribute(attribute), LONGEST_NAME);
		return name.isEmpty() ? user.getName() : name;
	}

	/** Only an address that the provider has verified, where it says so. */
	private static @Nullable String email(OAuth2User user) {
		boolean doubtful = Boolean.FALSE.equals(user.getAttribute("email_verified"));
		String email = doubtful ? "" : printable(user.getAttribute(Provider.EMAIL), LONGEST_EMAIL);
		return email.isEmpty() ? null : email;
	}

	/** Without what would not print or would turn the text around it. */
	private static String printable(@Nullable Object given, int longest) {
		String text = (given instanceof String string) ? string : "";
		return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "")
			.strip()
			.codePoints()
			.limit(longest / 2) // a code point may take two places
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
