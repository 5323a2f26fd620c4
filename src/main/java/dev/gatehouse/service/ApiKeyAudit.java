package dev.gatehouse.service;

import java.util.UUID;

import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.RequestIdFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * What happens to keys is written to the trail, in the transaction of the change.
 */
@Component
record ApiKeyAudit(AuditTrail trail) {

	@EventListener
	void write(ApiKeyChanged changed) {
		HttpServletRequest request = (changed.address() == null) ? request() : null;
		String address = (request != null) ? ClientAddress.of(request) : changed.address();
		this.trail.write(new AuditEvent(0, changed.at(), UUID.fromString(changed.ownerId()), changed.actor(),
				changed.action(), "success", scheme(changed), changed.keyId(), address,
				(request != null) ? RequestIdFilter.of(request) : null, changed.detail()));
	}

	private static @Nullable String scheme(ApiKeyChanged changed) {
		if (changed.actor().equals(ApiKeyChanged.HOLDER)) {
			return Scheme.API_KEY.label();
		}
		return (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication caller)
				? caller.getPrincipal().scheme().label() : null;
	}

	/** None while the service starts, or when counts are written in the background. */
	private static @Nullable HttpServletRequest request() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)
				? current.getRequest() : null;
	}

}
