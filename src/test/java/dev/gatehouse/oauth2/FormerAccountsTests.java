package dev.gatehouse.oauth2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.TestStore;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the version before identities wrote, read by this one.
 */
class FormerAccountsTests {

	private static final String ROWS = """
			insert into account (id, subject, subject_key, name, role, tier, enabled, created_at) values
			('00000000-0000-4000-8000-000000000001', 'github|583231', 'github|583231', 'old name', 'USER', 'PRO', true, now()),
			('00000000-0000-4000-8000-000000000002', 'google|583231', 'google|583231', 'old name', 'USER', 'PRO', true, now()),
			('00000000-0000-4000-8000-000000000003', 'github', 'github', 'github', 'USER', 'FREE', true, now())""";

	@ParameterizedTest
	@EnumSource(TestStore.class)
	void accountWhenMadeByTheFormerVersionThenItsOwnerLogsInToIt(TestStore store) {
		List<String> options = new ArrayList<>(store.options());
		DataSource source = formerDatabase(options);
		JdbcClient database = JdbcClient.create(source);
		database.sql(ROWS).update();
		int port = ServiceProcess.freePort();
		options.addAll(List.of("--server.port=" + port, "--gatehouse.public-url=http://localhost:" + port));
		try (GitHubStandIn standIn = GitHubStandIn.start(0)) {
			standIn.googleProperties().forEach((name, value) -> options.add("--" + name + "=" + value));
			standIn.properties().forEach((name, value) -> options.add("--" + name + "=" + value));
			try (Replica replica = Replica.start(options.toArray(String[]::new))) {
				assertThat(database
					.sql("select provider || ' ' || issuer || ' ' || subject from identity order by provider")
					.query(String.class)
					.list()).containsExactly("github " + standIn.url() + "/login/oauth 583231",
							"google " + standIn.url() + " 583231");
				for (String provider : List.of("github", "google")) {
					Browser browser = new Browser("http://localhost:" + port);
					String url = browser.begin("/auth/" + provider);
					Answer login = browser.open(browser.approve(url, "octocat"));
					Answer whoami = replica.http().get("/api/whoami").bearer(login.text("token")).send();
					assertThat(whoami.text("subject")).isEqualTo(provider + "|583231");
				}
			}
		}
		assertThat(database.sql("select name from account where subject like '%|%'").query(String.class).list())
			.hasSize(2)
			.doesNotContain("old name");
	}

	private static DataSource formerDatabase(List<String> options) {
		Map<String, String> given = options.stream()
			.map((option) -> option.substring("--".length()).split("=", 2))
			.collect(Collectors.toMap((option) -> option[0], (option) -> option[1]));
		DriverManagerDataSource source = new DriverManagerDataSource(given.get("spring.datasource.url"),
				given.getOrDefault("spring.datasource.username", "sa"), "");
		Flyway.configure().dataSource(source).target("7").load().migrate();
		return source;
	}

}
