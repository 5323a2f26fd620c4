package dev.gatehouse.host.pages;

import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The catalogue and its pages.
 */
class ProblemPageTests extends ServerTests {

	@ParameterizedTest
	@MethodSource("codes")
	void pageWhenCodeIsInTheCatalogueThenTellsMeaningCauseAndRemedy(ProblemCode code) {
		Answer page = this.http.get("/problems/" + code.code()).send();
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.body()).contains("<h1>" + code.code() + "</h1>")
			.contains("What it means", "What usually causes it", "How to fix it")
			.contains(String.valueOf(code.status().value()));
	}

	static Stream<ProblemCode> codes() {
		return ProblemCatalogue.all().stream().map(ProblemCatalogue.Entry::problem);
	}

	@Test
	void pageWhenCodeIsUnknownThenNotFound() {
		assertThat(this.http.get("/problems/nonsense").send().summary()).isEqualTo("404 not_found");
		assertThat(this.http.get("/problems/TOKEN_EXPIRED").send().summary()).isEqualTo("404 not_found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/nothing", "/problems/nonsense", "/auth/nothing", "/favicon.ico" })
	void addressWhenUnknownThenIsAPageForBrowsersAndAProblemForPrograms(String path) {
		Answer page = this.http.get(path).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").send();
		assertThat(page.status()).isEqualTo(404);
		assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'");
		assertThat(page.body()).contains("There is nothing here", "href=\"/problems\"");
		for (String accept : List.of("*/*", "application/json", "text/html;q=0, */*")) {
			assertThat(this.http.get(path).header("Accept", accept).send().summary()).isEqualTo("404 not_found");
		}
	}

	@Test
	void indexWhenAskedThenLinksEveryPage() {
		String index = this.http.get("/problems").send().body();
		assertThat(codes()).allSatisfy((code) -> assertThat(index).contains("href=\"/problems/" + code.code() + "\""));
	}

	@Test
	void problemWhenWrittenThenHasEveryMemberOfTheContract() {
		Answer answer = this.http.get("/api/protected").header("X-Request-Id", "abc").send();
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.body()).isEqualTo("{\"type\":\"/problems/token_missing\",\"title\":\"Unauthorized\","
				+ "\"status\":401,\"detail\":\"An access token is required\",\"instance\":\"/api/protected\","
				+ "\"code\":\"token_missing\",\"request_id\":\"abc\"}");
		assertThat(this.http.get(answer.text("type")).send().status()).isEqualTo(200);
	}

	@Test
	void problemWhenPathHasAQueryThenInstanceLeavesItOut() {
		Answer answer = this.http.get("/nowhere?password=hunter2").send();
		assertThat(answer.text("instance")).isEqualTo("/nowhere");
	}

}
