package dev.gatehouse.host.edge;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose address counts.
 */
class ClientAddressesTests {

	private final ClientAddresses behindProxy = behind("10.0.0.0/8", "::1", "fd00::/8");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			203.0.113.9                            | 203.0.113.9
			198.51.100.1, 203.0.113.9              | 203.0.113.9
			203.0.113.9, 10.1.2.3                  | 203.0.113.9
			203.0.113.9,10.1.2.3,  10.9.9.9        | 203.0.113.9
			203.0.113.9:4711                       | 203.0.113.9
			2001:db8:1:2:3:4:5:6                   | 2001:db8:1:2:3:4:5:6
			[2001:db8:1:2::1]:4711                 | 2001:db8:1:2:0:0:0:1
			fe80::1%eth0                           | fe80:0:0:0:0:0:0:1
			::ffff:203.0.113.9                     | 203.0.113.9
			10.1.1.1, 10.2.2.2                     | 10.1.1.1
			""")
	void addressWhenForwardedByTrustedProxyThenIsTheRightMostUntrusted(String forwarded, String expected) {
		assertThat(this.behindProxy.of(request("10.0.0.1", forwarded))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "999.1.1.1", "256.1.1.1:80", ".:", ":", "::::", "a:b:c", "1.2.3.4.5", "localhost", "", ",",
			"unknown", "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1", "example.com",
			"203.0.113.9 evil" })
	void addressWhenWhatIsForwardedIsNoneThenIsTheProxys(String forwarded) {
		assertThat(this.behindProxy.of(request("10.0.0.1", forwarded))).isEqualTo("10.0.0.1");
	}

	@Test
	void addressWhenPeerIsNotTrustedThenIsThePeers() {
		assertThat(this.behindProxy.of(request("192.0.2.7", "203.0.113.9"))).isEqualTo("192.0.2.7");
		assertThat(behind().of(request("10.0.0.1", "203.0.113.9"))).isEqualTo("10.0.0.1");
	}

	@Test
	void addressWhenSeveralHeadersAreSentThenTheyAreOneList() {
		MockHttpServletRequest request = request("10.0.0.1", "198.51.100.1");
		request.addHeader("X-Forwarded-For", "203.0.113.9");
		assertThat(this.behindProxy.of(request)).isEqualTo("203.0.113.9");
	}

	private static ClientAddresses behind(String... proxies) {
		return new ClientAddresses(List.of(proxies));
	}

	private static MockHttpServletRequest request(String peer, String forwarded) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(peer);
		request.addHeader("X-Forwarded-For", forwarded);
		return request;
	}

}
