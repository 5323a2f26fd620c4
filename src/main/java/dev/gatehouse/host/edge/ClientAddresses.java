package dev.gatehouse.host.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.gatehouse.setting.UnfitSettingException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The address of a client: the peer's, unless that is a proxy that the configuration
 * names. Then the right-most address in {@code X-Forwarded-For} that is not such a proxy,
 * since everything further left is only claimed.
 */
final class ClientAddresses {

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	private static final String PORT = "(:[0-9]{1,5})?";

	/** Also with a port, as some proxies write it. */
	private static final Pattern IPV4 = Pattern.compile("(?<address>%1$s(\\.%1$s){3})".formatted(OCTET) + PORT);

	private static final Pattern IPV6 = Pattern
		.compile("(?=.*:.*:)\\[?(?<address>[0-9A-Fa-f:]{2,39}|[0-9A-Fa-f:]{2,30}[0-9.]{7,15})\\]?(%[^:]*)?" + PORT);

	private final List<IpAddressMatcher> trustedProxies;

	ClientAddresses(List<String> trustedProxies) {
		this.trustedProxies = trustedProxies.stream()
			.filter((proxies) -> !proxies.isBlank())
			.map(ClientAddresses::matcher)
			.toList();
	}

	private static IpAddressMatcher matcher(String proxies) {
		try {
			return new IpAddressMatcher(proxies.strip());
		}
		catch (IllegalArgumentException malformed) {
			throw new UnfitSettingException("gatehouse.trusted-proxies", "names something that is no address",
					"Name addresses or networks, such as 10.1.2.3 or 10.1.2.0/24");
		}
	}

	/** The address of the client. */
	String of(HttpServletRequest request) {
		String peer = request.getRemoteAddr();
		if (this.trustedProxies.isEmpty() && peer.indexOf(':') < 0) {
			return peer;
		}
		InetAddress nearest = parse(peer);
		if (nearest == null) {
			return "unknown";
		}
		List<String> hops = this.trustedProxies.isEmpty() ? List.of()
				: Collections.list(request.getHeaders("X-Forwarded-For"))
					.stream()
					.flatMap((field) -> Arrays.stream(field.split(",")))
					.toList();
		for (int i = hops.size() - 1; i >= 0 && isTrusted(nearest); i--) {
			InetAddress next = parse(hops.get(i).strip());
			if (next == null) {
				break;
			}
			nearest = next;
		}
		return nearest.getHostAddress();
	}

	/** Whether what the peer says of the client counts. */
	boolean isFromTrustedProxy(HttpServletRequest request) {
		InetAddress peer = this.trustedProxies.isEmpty() ? null : parse(request.getRemoteAddr());
		return peer != null && isTrusted(peer);
	}

	private boolean isTrusted(InetAddress address) {
		return this.trustedProxies.stream().anyMatch((proxies) -> proxies.matches(address.getHostAddress()));
	}

	/** Never asks a name server: only literals get as far as {@link InetAddress}. */
	private static @Nullable InetAddress parse(String text) {
		Matcher ipv4 = IPV4.matcher(text);
		Matcher literal = ipv4.matches() ? ipv4 : IPV6.matcher(text);
		try {
			return (literal == ipv4 || literal.matches()) ? InetAddress.getByName(literal.group("address")) : null;
		}
		catch (UnknownHostException malformed) {
			return null;
		}
	}

}
