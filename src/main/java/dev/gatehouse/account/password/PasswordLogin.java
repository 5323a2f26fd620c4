package dev.gatehouse.account.password;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;

import org.springframework.security.authentication.AccountStatusException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Checks a name and a password. Unknown name, wrong password, disabled account and
 * account without a password fail alike, in text and in time: each costs one hash.
 */
@Component
public class PasswordLogin {

	private final Accounts accounts;

	private final PasswordEncoder encoder;

	private final DaoAuthenticationProvider provider;

	/** For accounts without a password. Made at the first login, whatever its outcome. */
	private final SingletonSupplier<String> unknownHash;

	PasswordLogin(Accounts accounts, PasswordHashing hashing) {
		this.encoder = hashing.encoder();
		this.accounts = accounts;
		this.unknownHash = SingletonSupplier.of(() -> this.encoder.encode(UUID.randomUUID().toString()));
		this.provider = new DaoAuthenticationProvider(this::load);
		this.provider.setPasswordEncoder(this.encoder);
	}

	/** The account, or empty, whatever the reason. */
	public Optional<Account> check(String username, String password) {
		this.unknownHash.obtain();
		try {
			Authentication checked = this.provider
				.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password));
			return Optional.ofNullable(checked)
				.map(Authentication::getPrincipal)
				.map((principal) -> ((AccountUser) principal).account)
				// it may have another hash by now, or another password
				.flatMap((account) -> upgrade(account, password) ? Optional.of(account) : check(username, password));
		}
		catch (BadCredentialsException | AccountStatusException refused) {
			return Optional.empty();
		}
		catch (InternalAuthenticationServiceException fault) {
			// not a refusal: the database may be unreachable
			throw new IllegalStateException(fault);
		}
	}

	/**
	 * Replaces a hash of a lower cost than new ones have, now that the password is known.
	 * Spring's {@code UserDetailsPasswordService} would leave the old hash in the
	 * principal, and could not try again after another replica has replaced it.
	 */
	private boolean upgrade(Account account, String password) {
		return !this.encoder.upgradeEncoding(account.passwordHash())
				|| this.accounts.rehash(account, this.encoder.encode(password));
	}

	private UserDetails load(String username) {
		Account account = Optional.of(username)
			.filter(Account::isUserName)
			.map(Account::key)
			.flatMap(this.accounts::findBySubjectKey)
			.orElseThrow(() -> UsernameNotFoundException.fromUsername(username));
		String hash = account.passwordHash();
		return new AccountUser(account, (hash != null) ? hash : this.unknownHash.obtain());
	}

	/** Has no authorities: the token decides what the caller may do. */
	private static final class AccountUser extends User {

		private final transient Account account;

		AccountUser(Account account, String hash) {
			super(account.subject(), hash, account.isEnabled(), true, true, true, List.of());
			this.account = account;
		}

	}

}
