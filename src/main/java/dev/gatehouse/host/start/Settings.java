package dev.gatehouse.host.start;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.gatehouse.setting.UnfitSettingException;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What is configured, as those look at it who decide whether the service may start with
 * it. Blank is as good as left out.
 *
 * @param environment where it is configured
 */
record Settings(Environment environment) {

	/** Every spelling that Spring takes for true. */
	private static final Set<String> ON = Set.of("true", "on", "yes", "1");

	/** The text, or nothing at all. */
	String text(String setting) {
		String text = this.environment.getProperty(setting, "");
		return text.isBlank() ? "" : text;
	}

	/** Whether something that is on by itself was left on. */
	boolean isOn(String setting) {
		return ON.contains(this.environment.getProperty(setting, "true").strip().toLowerCase(Locale.ROOT));
	}

	/** Without Spring's own message for a gap in the numbers, which quotes the values. */
	<T> List<T> list(String setting, Class<T> type) {
		try {
			return Binder.get(this.environment).bind(setting, Bindable.listOf(type)).orElse(List.of());
		}
		catch (BindException gap) {
			throw new UnfitSettingException(setting, "cannot be read as a list",
					"Number its entries from 0 without a gap");
		}
	}

	/**
	 * Stops the start unless a condition holds.
	 * @param fit the condition
	 * @param setting its name, with that of its variable
	 * @param fault what is wrong with it; never the value
	 * @param cure what to do
	 */
	static void require(boolean fit, String setting, String fault, String cure) {
		if (!fit) {
			throw new UnfitSettingException(setting, fault, cure);
		}
	}

}
