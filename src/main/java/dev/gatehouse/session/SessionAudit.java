package dev.gatehouse.session;

import java.time.Clock;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.account.UserName;
import dev.gatehouse.problem.RequestIdFilter;
import dev.gatehouse.caller.ClientAddresses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The rows that logins and sessions leave in the trail.
 */
@Component
class SessionAudit {

	/** Who did not prove to be anybody. No account can have this subject. */
	private static final String NOBODY = "|unknown";

	private final AuditTrail trail;

	private final Accounts accounts;

	private final ClientAddresses addresses;

	private final Clock clock;

	SessionAudit(AuditTrail trail, Accounts accounts, ClientAddresses addresses, Clock clock) {
		this.trail = trail;
		this.accounts = accounts;
		this.addresses = addresses;
		this.clock = clock;
	}

	/**
	 * A login failed, or is refused for a while. The name is not kept: people type
	 * passwords there. All four ways to fail leave one row, so that their times do not
	 * differ.
	 * @param action {@code login.failed} or {@code login.locked}
	 */
	void login(String action, String username, HttpServletRequest request) {
		UUID aimedAt = UserName.isWellFormed(username)
				? this.accounts.findBySubject(username).map(Account::getId).orElse(null) : null;
		write(action, "failure", aimedAt, NOBODY, "password", null, request, null);
	}

	/**
	 * Something happened to a session.
	 * @param action such as {@code session.revoked}
	 * @param account whose session
	 * @param sessionId which
	 * @param request the request that did it, if one did
	 * @param detail why, or how the login was proved
	 */
	void session(String action, Account account, UUID sessionId, @Nullable HttpServletRequest request,
			@Nullable String detail) {
		write(action, "success", account.getId(), account.subject(), null, sessionId.toString(), request, detail);
	}

	/** A refresh token came twice: by its owner, or by a thief. */
	void refreshReused(Account account, UUID sessionId, HttpServletRequest request) {
		write("session.refresh_reused", "failure", account.getId(), NOBODY, null, sessionId.toString(), request, null);
	}

	void passwordChanged(Account account, HttpServletRequest request) {
		write("password.changed", "success", account.getId(), account.subject(), "jwt", null, request, null);
	}

	private void write(String action, String outcome, @Nullable UUID accountId, String actor, @Nullable String scheme,
			@Nullable String sessionId, @Nullable HttpServletRequest request, @Nullable String detail) {
		this.trail.write(new AuditEvent(0, this.clock.instant(), accountId, actor, action, outcome, scheme, sessionId,
				(request != null) ? this.addresses.of(request) : null,
				(request != null) ? RequestIdFilter.of(request) : null, detail));
	}

}
