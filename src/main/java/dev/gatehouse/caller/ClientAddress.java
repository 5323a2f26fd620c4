package dev.gatehouse.caller;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Names a client in limits and in the audit trail. Behind a proxy, what reads the proxy's
 * headers has set the address before ({@code gatehouse.trusted-proxies} here,
 * {@code server.forward-headers-strategy} in a kit).
 */
public final class ClientAddress {

	private ClientAddress() {
	}

	/**
	 * The client's IPv4 address, or the /64 network of its IPv6 address: one client has
	 * all addresses of such a network.
	 */
	public static String of(HttpServletRequest request) {
		String address = request.getRemoteAddr();
		if (address.indexOf(':') < 0) {
			return address;
		}
		try {
			// a text with a colon is never looked up; IPv4 in IPv6 notation becomes IPv4
			InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
			return (parsed instanceof Inet6Address) ? network(parsed.getAddress()) + "/64" : parsed.getHostAddress();
		}
		catch (UnknownHostException malformed) {
			return "unknown";
		}
	}

	private static String network(byte[] address) throws UnknownHostException {
		return InetAddress.getByAddress(Arrays.copyOf(Arrays.copyOf(address, 8), 16)).getHostAddress();
	}

}
