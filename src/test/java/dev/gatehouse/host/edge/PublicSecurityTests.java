package dev.gatehouse.host.edge;

import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is open to everybody: a list, and no handler that somebody forgot to name.
 */
class PublicSecurityTests extends ServerTests {

	/** The handlers of chains that are open themselves, or take an access token. */
	private static final List<String> LOGINS = List.of("/auth/login", "/auth/refresh", "/auth/logout",
			"/auth/reauthenticate", "/auth/passkey", "/auth/passkey/options");

	@Autowired
	@Qualifier("requestMappingHandlerMapping")
	private RequestMappingHandlerMapping handlers;

	/** Spellings that Spring MVC takes for the path, and some that it does not. */
	@ParameterizedTest
	@CsvSource({ "GET, /forgotten, 401", "HEAD, /forgotten, 401", "POST, /forgotten, 401", "OPTIONS, /forgotten, 401",
			"DELETE, /forgotten, 401", "PATCH, /forgotten, 401", "GET, /forgotten?x=1, 401", "GET, /forgotten/7, 401",
			"GET, /%66orgotten, 401", "GET, /forgotten/%37, 401", "GET, /forgotten/, 404", "GET, /FORGOTTEN, 404",
			"GET, /forgotten.json, 404", "GET, /forgotten/7/8, 404", "OPTIONS, /forgotten/7/8, 404" })
	void handlerWhenNoRuleNamesItThenIsRefusedAndWhereThereIsNoneThePathIsAbsent(String method, String path, int status)
			throws Exception {
		String request = method + " " + path + " HTTP/1.1";
		assertThat(RawHttp.status(new RawHttp(port()).send(request))).isEqualTo(404);
		RequestMappingInfo forgotten = RequestMappingInfo.paths("/forgotten", "/forgotten/{id}")
			.methods(RequestMethod.GET)
			.options(this.handlers.getBuilderConfiguration())
			.build();
		this.handlers.registerMapping(forgotten, this, getClass().getDeclaredMethod("forgotten"));
		try {
			String answer = new RawHttp(port()).send(request);
			assertThat(RawHttp.status(answer)).isEqualTo(status);
			assertThat(answer).contains("X-Content-Type-Options: nosniff").doesNotContain("a report");
			if (status == 401) {
				assertThat(answer).contains("WWW-Authenticate: Bearer realm")
					.contains("WWW-Authenticate: ApiKey realm");
				assertThat(answer).matches((text) -> method.equals("HEAD") || text.contains("authentication_required"));
			}
		}
		finally {
			this.handlers.unregisterMapping(forgotten);
		}
	}

	/** Of other kinds than the methods of a controller. */
	@ParameterizedTest
	@ValueSource(strings = { "/unnamed/route", "/unnamed/servlet" })
	void handlerWhenItIsARouteOrAServletThenIsRefused(String path) {
		assertThat(this.http.get(path).send().status()).isEqualTo(401);
		assertThat(this.http.get(path).bearer(login("admin", "secret")).send().code())
			.isEqualTo("authentication_required");
		assertThat(this.http.get(path + "/below").send().status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /, 200", "HEAD, /, 200", "OPTIONS, /, 200", "POST, /, 405", "OPTIONS, /problems, 200",
			"POST, /auth/providers, 405", "DELETE, /auth/register, 405", "GET, /docs/nothing.css, 404",
			"GET, /auth/nobody, 404", "POST, /auth/nobody, 405", "OPTIONS, /nowhere, 404", "HEAD, /nowhere, 404",
			"TRACE, /nowhere, 405" })
	void pathWhenItIsOpenOrAbsentThenIsAnsweredAsBefore(String method, String path, int status) {
		assertThat(RawHttp.status(new RawHttp(port()).send(method + " " + path + " HTTP/1.1"))).isEqualTo(status);
	}

	/** A new path below a pattern of the list would be open by accident. */
	@Test
	void handlersWhenOutsideOfTheSchemesThenTheListNamesTheirPatterns() {
		assertThat(this.handlers.getHandlerMethods()
			.keySet()
			.stream()
			.flatMap((handler) -> handler.getPatternValues().stream())
			.map((pattern) -> pattern.replaceAll("\\{(\\w+):.*}", "{$1}"))
			.filter((pattern) -> !pattern.startsWith("/api/"))).hasSizeGreaterThan(20)
			.isSubsetOf(Stream.concat(PublicSecurity.OPEN.stream(), LOGINS.stream()).toList());
	}

	ResponseEntity<String> forgotten() {
		return ResponseEntity.ok("a report");
	}

}
