package dev.gatehouse.setting;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * A setting with which the service must not start. Spring Boot prints the setting and the
 * cure instead of a stack trace; the value is never named.
 */
public final class UnfitSettingException extends FailureAnalyzedException {

	private final String fault;

	/** Takes the setting with its variable, and a cure such as a command. */
	public UnfitSettingException(String setting, String fault, String cure) {
		super("%s %s. %s".formatted(setting, fault, cure), cure);
		this.fault = "%s %s.".formatted(setting, fault);
	}

	@Override
	public FailureAnalysis analysis() {
		return new FailureAnalysis(this.fault, super.analysis().getAction(), this);
	}

}
