package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import dev.gatehouse.apikey.ApiKeyCache.KnownKey;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Announces the end of a key while there is time to replace it: to those who use it, and
 * once in the audit trail.
 */
@Component
@Order(0)
record ExpiryNotice(ApiKeyRows rows, ApiKeyProperties properties, ApplicationEventPublisher events,
		TransactionOperations transactions, Clock clock) implements ApiKeyChain {

	private static final int MAX_AT_ONCE = 1_000;

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterAfter((request, response, chain) -> {
			Authentication caller = SecurityContextHolder.getContext().getAuthentication();
			if (caller != null && caller.getDetails() instanceof KnownKey key
					&& (key.replacedAt() != null || key.expiresAt().isBefore(horizon(this.clock.instant())))) {
				announceEnd((HttpServletResponse) response, key.replacedAt(), key.expiresAt());
			}
			chain.doFilter(request, response);
		}, AuthenticationFilter.class);
	}

	/** When it was replaced, and until when it works (RFC 9745, RFC 8594). */
	static void announceEnd(HttpServletResponse response, @Nullable Instant replacedAt, Instant expiresAt) {
		if (replacedAt != null) {
			response.setHeader("Deprecation", "@" + replacedAt.getEpochSecond());
		}
		response.setDateHeader("Sunset", expiresAt.toEpochMilli());
	}

	/** The statement that marks a key decides which replica announces it. */
	@Scheduled(fixedDelay = 600_000, initialDelay = 20_000)
	void announce() {
		Instant now = this.clock.instant();
		Instant horizon = horizon(now);
		List<ApiKey> next;
		do {
			next = this.rows.unannounced(now, horizon, MAX_AT_ONCE);
			next.forEach((key) -> this.transactions.executeWithoutResult((transaction) -> announce(key, now)));
		}
		while (next.size() == MAX_AT_ONCE);
		this.events.publishEvent(new ApiKeyChanged.Expiring(this.rows.countExpiring(now, horizon)));
	}

	private void announce(ApiKey key, Instant now) {
		if (this.rows.markAnnounced(key.id(), now)) {
			this.events.publishEvent(new ApiKeyChanged("key.expiring", key.id(), key.ownerId(), ApiKeyChanged.SERVICE,
					now, null, "at " + key.expiresAt));
		}
	}

	private Instant horizon(Instant now) {
		return now.plus(this.properties.notice());
	}

}
