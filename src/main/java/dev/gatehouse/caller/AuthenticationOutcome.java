package dev.gatehouse.caller;

import org.springframework.context.ApplicationEvent;

/**
 * Published for each presented credential, for metrics: its scheme, such as
 * {@code api_key}, and {@link #SUCCESS} or the code of the refusal. Not a record: Spring
 * would wrap each one and work out its type anew.
 */
public final class AuthenticationOutcome extends ApplicationEvent {

	/** The outcome of a credential that was accepted. */
	public static final String SUCCESS = "success";

	private final String outcome;

	public AuthenticationOutcome(String scheme, String outcome) {
		super(scheme);
		this.outcome = outcome;
	}

	public String scheme() {
		return (String) getSource();
	}

	public String outcome() {
		return this.outcome;
	}

}
