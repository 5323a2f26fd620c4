package dev.gatehouse.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Makes secrets, ids and the public URL what they were meant to be, before anything reads
 * them. A mounted secret often ends in a line end that is not part of it; all other
 * blanks around a value are an error, and so are control characters. A variable may also
 * name a file: {@code GATEHOUSE_JWT_SECRET_FILE}.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 1)
public final class SettingEnvironment implements EnvironmentPostProcessor {

	private static final String PUBLIC_URL = "gatehouse.public-url";

	private static final String FILE = "_FILE";

	private static final Pattern GUARDED = Pattern.compile("(?i)(gatehouse|spring|server|management)[._].*"
			+ "(secret|password|username|client[-_]?id|[._]id|url|issuer[-_]?uri|refresh[-_]?keys?)(_\\d+|\\[\\d+\\])*"
			+ "|gatehouse[._].*private[-_]?key|(github|google|oidc)_client_(id|secret)|oidc_issuer_uri");

	private static final Pattern LINE_END = Pattern.compile("(\r\n|[\r\n])\\z");

	private static final Pattern BLANK_AROUND = Pattern.compile("(?s)[\\s\\p{Z}\\p{Cf}].*|.*[\\s\\p{Z}\\p{Cf}]");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		MutablePropertySources sources = environment.getPropertySources();
		for (PropertySource<?> source : sources.stream().toList()) {
			Map<String, Object> meant = (source instanceof EnumerablePropertySource<?> named) ? meant(named) : Map.of();
			if (!meant.isEmpty()) {
				String name = "meant-" + source.getName();
				// variables keep their rules for names
				sources.addBefore(source.getName(), (source instanceof SystemEnvironmentPropertySource)
						? new SystemEnvironmentPropertySource(name, meant) : new MapPropertySource(name, meant));
			}
		}
		String port = environment.getProperty("server.port", "0").replaceAll("\\A(0|-1)\\z", "8080");
		String url = environment.getProperty(PUBLIC_URL, "http://localhost:" + port);
		sources.addFirst(new MapPropertySource("publicUrl",
				Map.of(PUBLIC_URL, WebAddress.origin(url, PUBLIC_URL + " (GATEHOUSE_PUBLIC_URL)"))));
	}

	/** The guarded settings of a source that are not as they stand there. */
	private static Map<String, Object> meant(EnumerablePropertySource<?> source) {
		Map<String, Object> meant = new LinkedHashMap<>();
		for (String name : source.getPropertyNames()) {
			boolean inFile = source instanceof SystemEnvironmentPropertySource && name.endsWith(FILE);
			String setting = inFile ? name.substring(0, name.length() - FILE.length()) : name;
			if (GUARDED.matcher(setting).matches() && source.getProperty(name) instanceof CharSequence text) {
				String given = inFile ? content(name, text.toString()) : text.toString();
				String value = LINE_END.matcher(given).replaceFirst("");
				require(value.isBlank() || !BLANK_AROUND.matcher(value).matches(), setting,
						"begins or ends with a blank");
				require(value.chars().noneMatch(Character::isISOControl), setting, "has a control character in it");
				if (inFile || !value.equals(given)) {
					meant.put(setting, value);
				}
			}
		}
		return meant;
	}

	private static String content(String name, String path) {
		try {
			return Files.readString(Path.of(path));
		}
		catch (IOException | RuntimeException unreadable) {
			throw new UnfitSettingException(name, "names a file that cannot be read", "Name a file with the value");
		}
	}

	private static void require(boolean fit, String setting, String fault) {
		if (!fit) {
			throw new UnfitSettingException(setting, fault, "Write the value alone; one line end after it is ignored");
		}
	}

}
