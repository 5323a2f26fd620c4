package dev.gatehouse.caller;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What an account has subscribed to. All API keys of an account share its tier.
 */
public enum Tier {

	FREE, PRO, ENTERPRISE;

	private final String label = name().toLowerCase(Locale.ROOT);

	@JsonValue
	public String label() {
		return this.label;
	}

}
