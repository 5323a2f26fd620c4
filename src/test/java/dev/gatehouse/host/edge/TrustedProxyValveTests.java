package dev.gatehouse.host.edge;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose word on the client's address and on https counts.
 */
class TrustedProxyValveTests {

	private final TrustedProxyValve behindProxy = new TrustedProxyValve(List.of("10.0.0.0/8", "::1", "fd00::/8"));

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
		assertThat(address("10.0.0.1", forwarded)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "999.1.1.1", "256.1.1.1:80", ".:", ":", "::::", "a:b:c", "1.2.3.4.5", "localhost", "", ",",
			"unknown", "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1", "example.com",
			"203.0.113.9 evil" })
	void addressWhenWhatIsForwardedIsNoneThenIsTheProxys(String forwarded) {
		assertThat(address("10.0.0.1", forwarded)).isEqualTo("10.0.0.1");
	}

	@Test
	void addressWhenPeerIsNotTrustedThenIsThePeers() {
		assertThat(address("192.0.2.7", "203.0.113.9")).isEqualTo("192.0.2.7");
	}

	@Test
	void addressWhenSeveralHeadersAreSentThenTheyAreOneList() {
		assertThat(address("10.0.0.1", "198.51.100.1", "203.0.113.9")).isEqualTo("203.0.113.9");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			api.example.com      | https://api.example.com:443
			api.example.com:8443 | https://api.example.com:8443
			[2001:db8::1]:8443   | https://[2001:db8::1]:8443
			""")
	void portWhenAProxySaysHttpsThenIsThatOfTheHost(String host, String expected) {
		Request request = request("10.0.0.1");
		header(request, "Host", host);
		header(request, "X-Forwarded-Proto", "https");
		header(request, "X-Forwarded-Port", "1");
		header(request, "X-Forwarded-Host", "evil.example");
		assertThat(through(request, () -> "%s://%s:%d".formatted(request.getScheme(), host.replaceFirst(":\\d+$", ""),
				request.getServerPort())))
			.isEqualTo(expected);
	}

	@Test
	void httpsWhenSeveralHeadersAreSentThenTheLastCounts() {
		Request request = request("10.0.0.1");
		header(request, "X-Forwarded-Proto", "https");
		header(request, "X-Forwarded-Proto", "http");
		assertThat(through(request, request::isSecure)).isFalse();
	}

	private String address(String peer, String... forwarded) {
		Request request = request(peer);
		List.of(forwarded).forEach((field) -> header(request, "X-Forwarded-For", field));
		return through(request, request::getRemoteAddr);
	}

	/** What a request says of itself behind the valve. */
	private <T> T through(Request request, Supplier<T> question) {
		AtomicReference<T> answer = new AtomicReference<>();
		this.behindProxy.setNext(new ValveBase() {
			@Override
			public void invoke(Request passed, Response response) {
				answer.set(question.get());
			}
		});
		try {
			this.behindProxy.invoke(request, new Response(new org.apache.coyote.Response()));
		}
		catch (IOException | ServletException failed) {
			throw new AssertionError(failed);
		}
		return answer.get();
	}

	private static Request request(String peer) {
		Request request = new Request(new Connector(), new org.apache.coyote.Request());
		request.setRemoteAddr(peer);
		return request;
	}

	private static void header(Request request, String name, String value) {
		request.getCoyoteRequest().getMimeHeaders().addValue(name).setString(value);
	}

}
