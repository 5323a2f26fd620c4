package dev.gatehouse.host.start;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks how a deployment is reached: by https, or through a named proxy that ends https;
 * and by a management port of its own.
 */
final class HttpsSettings {

	/** Larger than any private network: a prefix below /8, or below /16 in IPv6. */
	private static final Pattern VAST_NETWORK = Pattern
		.compile("\\s*([^:]*/\\+?0*[0-7]|.*:.*/\\+?0*([0-9]|1[0-5]))\\s*");

	private static final String NAME_PROXIES = "Leave it out, and name the proxies in gatehouse.trusted-proxies";

	private HttpsSettings() {
	}

	static void require(Settings settings) {
		Settings.require(settings.text("gatehouse.public-url").startsWith("https://"),
				"gatehouse.public-url (GATEHOUSE_PUBLIC_URL)", "is not https",
				"Set it to the address that callers use, such as https://api.example.com");
		Settings.require(settings.isOn("gatehouse.cookies.secure"), "gatehouse.cookies.secure", "is off",
				"Leave it on: cookies that carry tokens travel over https alone");
		Settings.require(
				settings.list("gatehouse.trusted-proxies", String.class)
					.stream()
					.noneMatch((network) -> VAST_NETWORK.matcher(network).matches()),
				"gatehouse.trusted-proxies", "names a network that holds strangers",
				"Name the proxies alone, such as 10.1.2.3 or 10.1.2.0/24");
		Settings.require(settings.isOn("gatehouse.require-https"), "gatehouse.require-https", "is off",
				"Leave it on, and name the proxy that ends https in gatehouse.trusted-proxies");
		requireNoOtherTrust(settings);
		requireManagementApart(settings);
	}

	/**
	 * Spring Boot's own ways to trust a proxy trust every private address. A blank
	 * strategy leaves the choice to the platform.
	 */
	private static void requireNoOtherTrust(Settings settings) {
		Settings.require(settings.text("server.forward-headers-strategy").strip().equalsIgnoreCase("none"),
				"server.forward-headers-strategy", "trusts every sender of the header", NAME_PROXIES);
		Stream.of("server.tomcat.remoteip.protocol-header", "server.tomcat.remoteip.remote-ip-header")
			.forEach((header) -> Settings.require(settings.text(header).isEmpty(), header,
					"trusts every sender of the header", NAME_PROXIES));
	}

	private static void requireManagementApart(Settings settings) {
		String management = settings.text("management.server.port").strip();
		String port = settings.text("server.port").isEmpty() ? "8080" : settings.text("server.port").strip();
		Settings.require(!management.isEmpty() && (management.equals("0") || !management.equals(port)),
				"management.server.port (MANAGEMENT_SERVER_PORT)", "is the port of the callers",
				"Leave it at 8081, and never publish it");
	}

}
