package dev.gatehouse.account.password;

import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.UserName;

import org.springframework.security.authentication.AccountStatusException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
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

	private final AuthenticationManager manager;

	/**
	 * A well-formed hash of nothing anybody knows, for accounts without a password. Made
	 * at the first login, as Spring's provider makes its own for unknown names.
	 */
	private final SingletonSupplier<String> hashOfNobody;

	PasswordLogin(Accounts accounts, PasswordEncoder encoder) {
		this.accounts = accounts;
		this.hashOfNobody = SingletonSupplier.of(() -> encoder.encode(UUID.randomUUID().toString()));
		DaoAuthenticationProvider provider = new DaoAuthenticationProvider(this::load);
		provider.setPasswordEncoder(encoder);
		this.manager = new ProviderManager(provider);
	}

	/**
	 * Checks the password of an account.
	 * @param username the name as given
	 * @param password the password as given
	 * @return the account, or empty for any reason whatever
	 */
	public Optional<Account> check(String username, String password) {
		this.hashOfNobody.obtain(); // whoever comes first waits for it, whatever the
									// outcome
		Authentication ask = UsernamePasswordAuthenticationToken.unauthenticated(username, password);
		try {
			Authentication answer = this.manager.authenticate(ask);
			return (answer.getPrincipal() instanceof AccountUserDetails details) ? Optional.of(details.account())
					: Optional.empty();
		}
		catch (BadCredentialsException | AccountStatusException refused) {
			return Optional.empty();
		}
		catch (InternalAuthenticationServiceException fault) {
			// it is no refusal: the database may be away
			throw new IllegalStateException(fault);
		}
	}

	private UserDetails load(String username) throws AuthenticationException {
		if (!UserName.isWellFormed(username)) {
			throw UsernameNotFoundException.fromUsername(username);
		}
		Account account = this.accounts.findBySubject(username)
			.orElseThrow(() -> UsernameNotFoundException.fromUsername(username));
		String hash = account.passwordHash();
		return new AccountUserDetails(account, (hash != null) ? hash : this.hashOfNobody.obtain());
	}

}
