package dev.gatehouse.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Whose address a request comes from: the peer's, unless that is a proxy that the
 * configuration names. Then the right-most address in {@code X-Forwarded-For} that is not
 * such a proxy, since everything further left is what somebody claims.
 */
@Component
public class ClientAddresses {

	/** No name, so that nothing is ever asked of a name server. */
	private static final Pattern LITERAL = Pattern
		.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private final List<IpAddressMatcher> trustedProxies;

	ClientAddresses(@Value("${gatehouse.trusted-proxies:}") List<String> trustedProxies) {
		this.trustedProxies = trustedProxies.stream().map(IpAddressMatcher::new).toList();
	}

	/**
	 * The address of the client.
	 * @param request any request
	 * @return an IPv4 address, or the /64 network of an IPv6 address, since that is what
	 * one client has at its disposal
	 */
	public String of(HttpServletRequest request) {
		String nearest = request.getRemoteAddr();
		List<String> hops = hops(request);
		for (int i = hops.size() - 1; i >= 0 && isTrusted(nearest); i--) {
			if (!LITERAL.matcher(hops.get(i)).matches()) {
				break;
			}
			nearest = hops.get(i);
		}
		return network(nearest);
	}

	private static List<String> hops(HttpServletRequest request) {
		List<String> hops = new ArrayList<>();
		Collections.list(request.getHeaders("X-Forwarded-For"))
			.forEach((field) -> Arrays.stream(field.split(",")).map(String::strip).forEach(hops::add));
		return hops;
	}

	private boolean isTrusted(String address) {
		return this.trustedProxies.stream().anyMatch((proxies) -> proxies.matches(address));
	}

	private static String network(String address) {
		if (!address.contains(":")) {
			return address;
		}
		try {
			InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
			if (!(parsed instanceof Inet6Address)) {
				return parsed.getHostAddress(); // also IPv4 in IPv6 notation
			}
			byte[] bytes = parsed.getAddress();
			Arrays.fill(bytes, 8, 16, (byte) 0);
			return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
		}
		catch (UnknownHostException malformed) {
			return address;
		}
	}

}
