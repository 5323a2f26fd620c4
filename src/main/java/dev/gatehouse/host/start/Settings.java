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
 * The raw settings, for the checks at start. A blank setting counts as absent.
 *
 * @param environment the source of the settings
 */
record Settings(Environment environment) {

	/** All spellings that Spring reads as true. */
	private static final Set<String> ON = Set.of("true", "on", "yes", "1");

	/** The text; empty if the setting is absent or blank. */
	String text(String setting) {
		String text = this.environment.getProperty(setting, "");
		return text.isBlank() ? "" : text;
	}

	/** Whether a setting that is on by default is on. */
	boolean isOn(String setting) {
		return ON.contains(this.environment.getProperty(setting, "true").strip().toLowerCase(Locale.ROOT));
	}

	/** Replaces Spring's message about a gap in the numbers, which quotes the values. */
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
	 * @param setting the name of the setting and of its variable
	 * @param fault what is wrong with the setting; never the value
	 * @param cure what to do
	 */
	static void require(boolean fit, String setting, String fault, String cure) {
		if (!fit) {
			throw new UnfitSettingException(setting, fault, cure);
		}
	}

}
