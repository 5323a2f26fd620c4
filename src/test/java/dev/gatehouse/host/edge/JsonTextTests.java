package dev.gatehouse.host.edge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Http.Call;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text in bodies that is not Unicode: half of a surrogate pair, as an escape or as bytes.
 * As bytes of UTF-8 it becomes a question mark, or a fault of the database.
 */
class JsonTextTests extends ServerTests {

	private static final String NEW = "plover kettle 7 umbrella";

	private static final List<String> HALVES = List.of("\\ud800", "\\udbff", "\\udc00", "\\uDFFF", "x\\ud83d",
			"\\ud83dx", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00", "\u00fc\\ud800", "x".repeat(60) + "\\udc00");

	/** Every text of every body; the place of the odd one is %s. */
	static Stream<Arguments> members() {
		return Stream
			.of("POST /auth/login {'username':'%s','password':'x'}",
					"POST /auth/login {'username':'x','password':'%s'}",
					"POST /auth/register {'username':'%s','password':'" + NEW + "'}",
					"POST /auth/register {'username':'NAME','password':'" + NEW + "%s'}",
					"POST /auth/refresh {'refresh_token':'%s'}", "POST /auth/logout {'refresh_token':'%s'}",
					"POST /api/me/password {'current':'%s','new':'" + NEW + "'}",
					"POST /api/me/password {'current':'" + TestAccounts.PASSWORD + "','new':'" + NEW + "%s'}",
					"DELETE /api/me {'current':'%s'}", "POST /api/keys {'name':'%s','scopes':['data:read']}",
					"POST /api/keys {'name':'x','scopes':['%s']}",
					"POST /api/keys {'name':'x','scopes':['data:read','%s']}",
					"POST /api/keys/x/rotate {'overlap':'%s'}", "POST /api/keys/revoke {'key':'%s'}",
					"PATCH /api/accounts/00000000-0000-0000-0000-000000000000 {'tier':'%s'}",
					"POST /auth/login {'%s':'x','username':'x','password':'x'}")
			.map((line) -> Arguments.of((Object[]) line.split(" ", 3)));
	}

	@ParameterizedTest(name = "{0} {1} {2}")
	@MethodSource("members")
	void textWhenItIsNoUnicodeThenInvalidRequest(String method, String path, String body) {
		Account account = this.accounts.withPassword();
		String token = path.startsWith("/api/accounts") ? login("admin", "secret")
				: login(account.subject(), TestAccounts.PASSWORD);
		for (String half : HALVES) {
			Answer answer = call(method, path, token).json(filled(body, half)).send();
			assertThat(answer.summary()).as(half).isEqualTo("400 invalid_request");
		}
		for (byte second : new byte[] { (byte) 0xA0, (byte) 0xB0 }) {
			String text = filled(body, "x\u0001x");
			byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
			Answer answer = call(method, path, token).chunked("application/json", surrogate(bytes, second)).send();
			assertThat(answer.summary()).isEqualTo("400 invalid_request");
		}
	}

	/** In place of U+0001. */
	private static byte[] surrogate(byte[] bytes, byte second) {
		return new String(bytes, StandardCharsets.ISO_8859_1)
			.replace("\u0001", new String(new byte[] { (byte) 0xED, second, (byte) 0x80 }, StandardCharsets.ISO_8859_1))
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	@Test
	void textWhenItsPairsAreWholeThenTaken() {
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		for (String name : List.of("\\ud83d\\ude00", "\ud83d\ude00", "\u00fc", "\u0628\u0629")) {
			assertThat(call("POST", "/api/keys", token).json(filled("{'name':'%s','scopes':['data:read']}", name))
				.send()
				.status()).isEqualTo(201);
		}
	}

	private Call call(String method, String path, String token) {
		Call call = this.http.call(method, path);
		return path.startsWith("/api/") && !path.endsWith("/revoke") ? call.bearer(token) : call;
	}

	private static String filled(String body, String text) {
		return body.replace('\'', '"').replace("NAME", "newcomer" + System.nanoTime()).replace("%s", text);
	}

}
