package dev.gatehouse.service;

import java.util.UUID;

import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.Scheme;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Writes the changes of API keys to the audit trail, in the transaction of the change.
 */
@Component
record ApiKeyAudit(AuditTrail trail) {

	@EventListener
	void write(ApiKeyChanged changed) {
		HttpServletRequest request = (changed.address() == null) ? request() : null;
		AuditEvent event = this.trail
			.event(changed.action(), UUID.fromString(changed.ownerId()), changed.actor(), request)
			.withScheme(scheme(changed))
			.withCredential(changed.keyId())
			.withDetail(changed.detail());
		this.trail.write((changed.address() == null) ? event : event.withOrigin(changed.at(), changed.address(), null));
	}

	private static @Nullable String scheme(ApiKeyChanged changed) {
		if (changed.actor().equals(ApiKeyChanged.HOLDER)) {
			return Scheme.API_KEY.label();
		}
		return (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication caller)
				? caller.getPrincipal().scheme().label() : null;
	}

	/** None while the service starts, or when counts are written in the background. */
	static @Nullable HttpServletRequest request() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)
				? current.getRequest() : null;
	}

}
