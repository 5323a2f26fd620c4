package dev.gatehouse.service;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.attempt.PasskeySwitch;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.oauth2.AuthorizationRequests;
import dev.gatehouse.oauth2.ProviderUser;
import dev.gatehouse.passkey.PasskeyProblem;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.presence.Presence;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Whose account an identity at a provider is. The owner of both says so, in a session:
 * names and e-mail addresses decide nothing. Constraints hold it across replicas.
 */
@Component
record Identities(JdbcClient jdbc, Accounts accounts, Presence presence, AuditTrail trail, AuthorizationRequests logins,
		PasskeySwitch passkeys, TransactionOperations transactions, Clock clock) {

	Optional<UUID> ownerOf(ProviderUser user) {
		return this.jdbc.sql("select account_id from identity where provider = ? and issuer = ? and subject = ?")
			.params(user.provider(), user.issuer(), user.id())
			.query(UUID.class)
			.optional();
	}

	/** Notes a login; false if the identity was unlinked meanwhile. */
	boolean use(ProviderUser user, Account account) {
		return this.jdbc.sql("""
				update identity set last_login_at = ?
				where provider = ? and issuer = ? and subject = ? and account_id = ?""")
			.params(now(), user.provider(), user.issuer(), user.id(), account.getId())
			.update() == 1;
	}

	void insert(ProviderUser user, Account account) {
		this.jdbc.sql("insert into identity (provider, issuer, subject, account_id, linked_at) values (?, ?, ?, ?, ?)")
			.params(user.provider(), user.issuer(), user.id(), account.getId(), now())
			.update();
	}

	List<Identity> of(Account account) {
		return this.jdbc
			.sql("select provider, linked_at, last_login_at from identity where account_id = ? order by provider")
			.param(account.getId())
			.query(Identity.class)
			.list();
	}

	/** Links a user to the account of a session, if that session still lives. */
	void link(ProviderUser user, UUID accountId, UUID sessionId, HttpServletRequest request) {
		try {
			this.transactions.executeWithoutResult((transaction) -> {
				Account account = this.presence.lockOwner(accountId, sessionId)
					.orElseThrow(() -> new ProblemException(CommonProblem.LOGIN_ATTEMPT_INVALID));
				if (ownerOf(user).filter(accountId::equals).isEmpty()) {
					insert(user, account);
					audit("identity.linked", account, user.provider(), request);
				}
			});
		}
		catch (DataIntegrityViolationException taken) {
			throw new ProblemException(AccountProblem.IDENTITY_TAKEN);
		}
	}

	void unlink(Account account, String provider, HttpServletRequest request) {
		this.transactions.executeWithoutResult((transaction) -> {
			boolean other = hasOtherLogin(account.getId(), provider);
			if (this.jdbc.sql("delete from identity where account_id = ? and provider = ?")
				.params(account.getId(), provider)
				.update() == 0) {
				throw new ProblemException(CommonProblem.NOT_FOUND);
			}
			if (!other) {
				throw new ProblemException(PasskeyProblem.LAST_LOGIN_METHOD, "This identity is the last way to log in");
			}
			audit("identity.unlinked", account, provider, request);
		});
	}

	/**
	 * Whether an account can log in without what is removed, {@code passkey} or a
	 * provider, in a way that is configured. Locks the account, so that of the last two
	 * ways in one survives.
	 */
	boolean hasOtherLogin(UUID accountId, String removed) {
		return this.accounts.lockById(accountId).isPresent() && this.jdbc.sql("""
				select 'password' from account where id = :account and password_hash is not null
				union all select provider from identity where account_id = :account
				union all select 'passkey' from passkey where owner_id = :owner""")
			.param("account", accountId)
			.param("owner", accountId.toString())
			.query(String.class)
			.list()
			.stream()
			.anyMatch((way) -> !way.equals(removed) && isConfigured(way));
	}

	private boolean isConfigured(String way) {
		return switch (way) {
			case "password" -> true;
			case "passkey" -> this.passkeys.isOn();
			default -> this.logins.providers().containsKey(way);
		};
	}

	private void audit(String action, Account account, String provider, HttpServletRequest request) {
		this.trail.write(this.trail.event(action, account.getId(), account.subject(), request)
			.withScheme(Scheme.JWT.label())
			.withDetail(provider));
	}

	/** Not more precise than the database. */
	private OffsetDateTime now() {
		return OffsetDateTime.now(this.clock).truncatedTo(ChronoUnit.MILLIS);
	}

	/** As its owner lists it. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Identity(String provider, Instant linkedAt, @Nullable Instant lastLoginAt) {
	}

}
