package dev.gatehouse.setting;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads addresses of the web from the configuration: one that can never work stops the
 * start and not the first caller.
 */
public final class WebAddress {

	private static final Set<String> SCHEMES = Set.of("http", "https");

	private static final int MAX_PORT = 65_535;

	private WebAddress() {
	}

	/**
	 * Scheme, host and port as browsers write them: in lower case, without a default port
	 * (RFC 6454 section 6.1).
	 */
	public static String origin(String text, String setting) {
		URI uri = read(text, setting);
		require(uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null, setting,
				"has something after host and port, if only a slash");
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		boolean stated = uri.getPort() >= 0 && uri.getPort() != (scheme.equals("https") ? 443 : 80);
		return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (stated ? ":" + uri.getPort() : "");
	}

	/** An address with a path or without. */
	public static URI read(String text, String setting) {
		try {
			URI uri = new URI(text).parseServerAuthority();
			require(uri.getScheme() != null && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT)), setting,
					"does not begin with https:// or http://");
			require(uri.getHost() != null, setting, "has no host");
			require(uri.getRawUserInfo() == null, setting, "has a user in it");
			require(uri.getPort() != 0 && uri.getPort() <= MAX_PORT, setting, "has a port that does not exist");
			return uri;
		}
		catch (URISyntaxException malformed) {
			// its reason quotes nothing
			throw unfit(setting, "is not an address (%s)".formatted(malformed.getReason()));
		}
	}

	private static void require(boolean fit, String setting, String fault) {
		if (!fit) {
			throw unfit(setting, fault);
		}
	}

	private static UnfitSettingException unfit(String setting, String fault) {
		return new UnfitSettingException(setting, fault,
				"Write scheme, host and port, such as https://api.example.com or https://[::1]:8443");
	}

}
