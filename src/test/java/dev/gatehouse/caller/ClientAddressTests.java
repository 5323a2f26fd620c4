package dev.gatehouse.caller;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client is called in limits.
 */
class ClientAddressTests {

	@ParameterizedTest
	@CsvSource({ "203.0.113.9, 203.0.113.9", "::ffff:203.0.113.9, 203.0.113.9",
			"2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64", "2001:db8:1:2::9, 2001:db8:1:2:0:0:0:0/64",
			"2001:db8:1:3::9, 2001:db8:1:3:0:0:0:0/64", "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
			"ffff:ffff:ffff:ffff::, ffff:ffff:ffff:ffff:0:0:0:0/64", "::1, 0:0:0:0:0:0:0:0/64", "1:2:3, unknown" })
	void addressWhenPeerHasOneThenIsItOrItsNetwork(String peer, String expected) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(peer);
		assertThat(ClientAddress.of(request)).isEqualTo(expected);
	}

}
