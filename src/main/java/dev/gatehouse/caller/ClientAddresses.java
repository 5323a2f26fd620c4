package dev.gatehouse.caller;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.gatehouse.setting.UnfitSettingException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Whose address a request comes from: the peer's, unless that is a proxy that the
 * configuration names. Then the right-most address in {@code X-Forwarded-For} that is not
 * such a proxy, since everything further left is what somebody claims.
 */
@Component
public class ClientAddresses {

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	/** Also with a port, as some proxies write it. */
	private static final Pattern IPV4 = Pattern.compile("(?<address>%1$s(\\.%1$s){3})(:[0-9]{1,5})?".formatted(OCTET));

	private static final Pattern IPV6 = Pattern
		.compile("\\[?(?<address>[0-9A-Fa-f:]{2,39}|[0-9A-Fa-f:]{2,30}[0-9.]{7,15})\\]?(%[^:]*)?(:[0-9]{1,5})?");

	private final List<IpAddressMatcher> trustedProxies;

	ClientAddresses(ProxyProperties properties) {
		this.trustedProxies = properties.trustedProxies()
			.stream()
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

	/**
	 * The address of the client.
	 * @param request any request
	 * @return an IPv4 address, or the /64 network of an IPv6 address, since that is what
	 * one client has at its disposal
	 */
	public String of(HttpServletRequest request) {
		String peer = request.getRemoteAddr();
		if (this.trustedProxies.isEmpty() && peer.indexOf(':') < 0) {
			return peer; // nothing to look through and nothing to shorten
		}
		InetAddress nearest = parse(peer);
		if (nearest == null) {
			return "unknown";
		}
		List<String> hops = this.trustedProxies.isEmpty() ? List.of() : hops(request);
		for (int i = hops.size() - 1; i >= 0 && isTrusted(nearest); i--) {
			InetAddress next = parse(hops.get(i));
			if (next == null) {
				break; // what a trusted proxy did not write, nobody vouches for
			}
			nearest = next;
		}
		return network(nearest);
	}

	/**
	 * Whether the peer is a proxy that the configuration names, whose word counts.
	 * @param request any request
	 * @return true if it is
	 */
	public boolean isFromTrustedProxy(HttpServletRequest request) {
		if (this.trustedProxies.isEmpty()) {
			return false;
		}
		InetAddress peer = parse(request.getRemoteAddr());
		return peer != null && isTrusted(peer);
	}

	private static List<String> hops(HttpServletRequest request) {
		List<String> hops = new ArrayList<>();
		Collections.list(request.getHeaders("X-Forwarded-For"))
			.forEach((field) -> Arrays.stream(field.split(",")).map(String::strip).forEach(hops::add));
		return hops;
	}

	private boolean isTrusted(InetAddress address) {
		return this.trustedProxies.stream().anyMatch((proxies) -> proxies.matches(address.getHostAddress()));
	}

	/** Never asks a name server, since only literals are looked at. */
	private static @Nullable InetAddress parse(String text) {
		Matcher ipv4 = IPV4.matcher(text);
		Matcher ipv6 = IPV6.matcher(text);
		boolean literal = ipv4.matches() || (text.indexOf(':') != text.lastIndexOf(':') && ipv6.matches());
		try {
			return literal ? InetAddress.getByName(ipv4.matches() ? ipv4.group("address") : ipv6.group("address"))
					: null;
		}
		catch (UnknownHostException malformed) {
			return null;
		}
	}

	private static String network(InetAddress address) {
		if (!(address instanceof Inet6Address)) {
			return address.getHostAddress(); // also IPv4 in IPv6 notation
		}
		byte[] bytes = Arrays.copyOf(Arrays.copyOf(address.getAddress(), 8), 16);
		try {
			return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
		}
		catch (UnknownHostException impossible) {
			throw new IllegalStateException(impossible); // sixteen bytes always are one
		}
	}

}
