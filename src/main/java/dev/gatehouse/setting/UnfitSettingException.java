package dev.gatehouse.setting;

/**
 * A setting with which the service must not start. Names the setting and the cure, and
 * never the value.
 */
public final class UnfitSettingException extends RuntimeException {

	private final String fault;

	private final String cure;

	/**
	 * Refuses a setting.
	 * @param setting its name, with that of its variable
	 * @param fault what is wrong with it
	 * @param cure what to do, such as a command that makes a good value
	 */
	public UnfitSettingException(String setting, String fault, String cure) {
		super("%s %s. %s".formatted(setting, fault, cure));
		this.fault = "%s %s.".formatted(setting, fault);
		this.cure = cure;
	}

	String fault() {
		return this.fault;
	}

	String cure() {
		return this.cure;
	}

}
