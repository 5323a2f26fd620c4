package dev.gatehouse.oauth2;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.oauth2.provider.Provider;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Finds or makes the account of somebody whom a provider vouches for. The provider's
 * number decides, never a name or an e-mail address: those change hands.
 */
@Component
class ProviderAccounts {

	private static final int LONGEST_NAME = 100;

	private static final Pattern ADDRESS = Pattern.compile("[^\\s@\\p{C}]{1,64}@[^\\s@\\p{C}]{1,255}");

	private final Accounts accounts;

	private final TransactionOperations transactions;

	private final Clock clock;

	ProviderAccounts(Accounts accounts, TransactionOperations transactions, Clock clock) {
		this.accounts = accounts;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * The account of a provider's user, with the name that the user has there today.
	 * @param registrationId the provider
	 * @param user what the provider says of the user
	 * @return the stored account
	 */
	Account of(String registrationId, OAuth2User user) {
		Provider provider = Provider.named(registrationId).orElseThrow();
		String id = String.valueOf(Objects.requireNonNull(user.<Object>getAttribute(provider.idAttribute())));
		String name = displayName(provider, user, id);
		try {
			return find(provider, id, name, email(user)).orElseGet(() -> create(provider, id, name, email(user)));
		}
		catch (DataIntegrityViolationException taken) {
			// two first logins at once: the other one made it
			return find(provider, id, name, email(user)).orElseThrow(() -> taken);
		}
	}

	/**
	 * Locked, so that an account that is being deleted does not come back by being
	 * renamed.
	 */
	private Optional<Account> find(Provider provider, String id, String name, @Nullable String email) {
		String subject = Account.externalSubject(provider.registrationId(), id);
		return Objects.requireNonNull(
				this.transactions.execute((transaction) -> this.accounts.lockBySubject(subject).map((account) -> {
					account.rename(name);
					if (email != null) { // the last that was known stays
						account.changeEmail(email);
					}
					return this.accounts.saveAndFlush(account);
				})));
	}

	private Account create(Provider provider, String id, String name, @Nullable String email) {
		Account account = Account.external(provider.registrationId(), id, name, this.clock.instant());
		account.changeEmail(email);
		return this.accounts.saveAndFlush(account);
	}

	private static String displayName(Provider provider, OAuth2User user, String id) {
		String name = printable(user.getAttribute(provider.nameAttribute()), LONGEST_NAME);
		return name.isEmpty() ? id : name;
	}

	/** Only an address that the provider has verified, where it says so, and as it is. */
	private static @Nullable String email(OAuth2User user) {
		boolean doubtful = Boolean.FALSE.equals(user.getAttribute("email_verified"));
		return (!doubtful && user.getAttribute(Provider.EMAIL) instanceof String email
				&& ADDRESS.matcher(email).matches()) ? email : null;
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
