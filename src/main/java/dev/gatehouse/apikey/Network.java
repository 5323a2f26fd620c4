package dev.gatehouse.apikey;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A network that a key works from. IPv4 in IPv6 notation ({@code ::ffff:192.0.2.1}) is
 * IPv4. Not Spring's {@code IpAddressMatcher}, which lets addresses of both families into
 * a /0, and bits beyond the prefix pass.
 *
 * @param cidr its one notation (RFC 4632, RFC 5952)
 */
record Network(String cidr, int width, int bits, BigInteger prefix) {

	private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	/** Of what is no IPv4 address, a colon shows Java that it is no name either. */
	private static final Pattern NOTATION = Pattern.compile("(?<address>" + OCTET + "(?:\\." + OCTET
			+ "){3}|(?!\\.)[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?:%.*|/(?<bits>0|[1-9][0-9]{0,2}))?");

	/** Names the entry that is no network, or has bits beyond its prefix. */
	static Network parse(@Nullable String entry) {
		Matcher notation = NOTATION.matcher((entry != null) ? entry : "");
		InetAddress address = address(notation);
		if (address != null && notation.group("bits") != null) {
			int width = width(address);
			boolean mapped = width == 32 && notation.group("address").contains(":");
			int bits = Integer.parseInt(notation.group("bits")) - (mapped ? 96 : 0);
			if (bits >= 0 && bits <= width) {
				BigInteger prefix = number(address).shiftRight(width - bits);
				if (!prefix.shiftLeft(width - bits).equals(number(address))) {
					throw ProblemException.invalid("allowed_networks: " + entry + " has bits beyond its prefix");
				}
				return new Network(shorten(address.getHostAddress()) + "/" + bits, width, bits, prefix);
			}
		}
		String named = (entry != null && entry.matches("[\\x21-\\x7e]{1,50}")) ? entry : "an entry";
		throw ProblemException.invalid("allowed_networks: " + named
				+ " is no network in CIDR notation, such as 203.0.113.0/24 or 2001:db8::/32");
	}

	/** Without any, every address is in; otherwise an unknown one is not. */
	static boolean admit(List<Network> networks, @Nullable String client) {
		if (networks.isEmpty()) {
			return true;
		}
		InetAddress address = address(NOTATION.matcher((client != null) ? client : ""));
		return address != null && networks.stream()
			.anyMatch((network) -> network.width == width(address)
					&& number(address).shiftRight(network.width - network.bits).equals(network.prefix));
	}

	private static @Nullable InetAddress address(Matcher notation) {
		try {
			return notation.matches() ? InetAddress.getByName(notation.group("address")) : null;
		}
		catch (UnknownHostException malformed) {
			return null;
		}
	}

	private static int width(InetAddress address) {
		return address.getAddress().length * 8;
	}

	private static BigInteger number(InetAddress address) {
		return new BigInteger(1, address.getAddress());
	}

	/** The longest run of zeros becomes {@code ::}. */
	private static String shorten(String address) {
		for (int zeros = 8; zeros > 1; zeros--) {
			Matcher run = Pattern.compile("(?:^|:)(?:0:){" + (zeros - 1) + "}0(?:$|:)").matcher(address);
			if (run.find()) {
				return run.replaceFirst("::");
			}
		}
		return address;
	}

}
