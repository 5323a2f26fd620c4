package dev.gatehouse.host.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.gatehouse.setting.UnfitSettingException;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Takes the client's address and https from the headers of a proxy that the configuration
 * names. Tomcat's valve does so; this one hands it only what the nearest proxy can vouch
 * for, in the form that it reads: Tomcat would ask DNS for a name in the list, keep a
 * port as part of the address, and read the first of several {@code X-Forwarded-Proto}.
 */
final class TrustedProxyValve extends RemoteIpValve {

	private static final String ADDRESSES = "X-Forwarded-For";

	private static final String PROTOCOL = "X-Forwarded-Proto";

	private static final String PORT = "X-Forwarded-Port";

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	private static final String OPTIONAL_PORT = "(:[0-9]{1,5})?";

	/** Also with a port, as some proxies write it. */
	private static final Pattern IPV4 = Pattern
		.compile("(?<address>%1$s(\\.%1$s){3})".formatted(OCTET) + OPTIONAL_PORT);

	private static final Pattern IPV6 = Pattern.compile(
			"(?=.*:.*:)\\[?(?<address>[0-9A-Fa-f:]{2,39}|[0-9A-Fa-f:]{2,30}[0-9.]{7,15})\\]?(%[^:]*)?" + OPTIONAL_PORT);

	private static final Pattern PORT_OF_HOST = Pattern.compile(".*:([0-9]{1,5})");

	TrustedProxyValve(List<String> proxies) {
		setInternalProxies(proxies.stream().map(TrustedProxyValve::network).collect(Collectors.joining(",")));
		setRemoteIpHeader(ADDRESSES);
		setProtocolHeader(PROTOCOL);
		setPortHeader(PORT);
	}

	/** In CIDR notation, since Tomcat reads an address alone as a regular expression. */
	private static String network(String proxy) {
		try {
			new IpAddressMatcher(proxy.strip());
		}
		catch (IllegalArgumentException malformed) {
			throw new UnfitSettingException("gatehouse.trusted-proxies", "names something that is no address",
					"Name addresses or networks, such as 10.1.2.3 or 10.1.2.0/24");
		}
		return proxy.strip() + (proxy.contains("/") ? "" : proxy.contains(":") ? "/128" : "/32");
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (response.getStatus() >= 400) {
			// refused already: the headers may not be complete
			getNext().invoke(request, response);
			return;
		}
		MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
		// the request has been read within the limit; one more field must not exceed it
		headers.setLimit(-1);
		replace(headers, ADDRESSES, String.join(",", addresses(values(request, ADDRESSES))));
		replace(headers, PROTOCOL, saysHttps(values(request, PROTOCOL)) ? "https" : "");
		Matcher host = PORT_OF_HOST.matcher(String.valueOf(request.getHeader("Host")));
		replace(headers, PORT, host.matches() ? host.group(1) : "");
		super.invoke(request, response);
	}

	/**
	 * The right-most entries that are addresses: an entry left of anything other than an
	 * address is unverified.
	 */
	private static Deque<String> addresses(List<String> hops) {
		Deque<String> addresses = new ArrayDeque<>();
		for (int i = hops.size() - 1; i >= 0; i--) {
			String address = address(hops.get(i).strip());
			if (address == null) {
				break;
			}
			addresses.addFirst(address);
		}
		return addresses;
	}

	/** Never asks DNS: only literals reach {@link InetAddress}. */
	private static @Nullable String address(String text) {
		Matcher ipv4 = IPV4.matcher(text);
		Matcher literal = ipv4.matches() ? ipv4 : IPV6.matcher(text);
		try {
			return (literal == ipv4 || literal.matches())
					? InetAddress.getByName(literal.group("address")).getHostAddress() : null;
		}
		catch (UnknownHostException malformed) {
			return null;
		}
	}

	/** By the last value, which the nearest proxy wrote; it only passed on the others. */
	private static boolean saysHttps(List<String> protocols) {
		return !protocols.isEmpty() && protocols.get(protocols.size() - 1).strip().equalsIgnoreCase("https");
	}

	private static List<String> values(Request request, String header) {
		return Collections.list(request.getHeaders(header))
			.stream()
			.flatMap((field) -> Arrays.stream(field.split(",")))
			.toList();
	}

	private static void replace(MimeHeaders headers, String name, String value) {
		headers.removeHeader(name);
		if (!value.isEmpty()) {
			headers.setValue(name).setString(value);
		}
	}

}
