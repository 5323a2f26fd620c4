package dev.gatehouse.setting;

/**
 * A setting with which the service must not start. Names the setting and the cure, and
 * never the value.
 */
public final class UnfitSettingException extends RuntimeException {

	final String fault;

	final String cure;

	/** Takes the setting with its variable, and a cure such as a command. */
	public UnfitSettingException(String setting, String fault, String cure) {
		super("%s %s. %s".formatted(setting, fault, cure));
		this.fault = "%s %s.".formatted(setting, fault);
		this.cure = cure;
	}

}
