package dev.gatehouse.oauth2;

import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.standin.OidcHandler.Forgery;
import dev.gatehouse.standin.OidcProfile;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A proof of presence at an OpenID provider, which is asked for a new login.
 */
class OidcProofTests {

	private final GitHubStandIn provider = GitHubStandIn.start(0, OidcProfile.PIPES);

	private final int port = ServiceProcess.freePort();

	private final Browser browser = new Browser("http://localhost:" + this.port);

	private final Replica service = start();

	@AfterEach
	void stop() {
		this.service.close();
		this.provider.close();
	}

	@Test
	void proofWhenAtAnOpenIdProviderThenTakesANewLoginThere() {
		String begun = this.browser.begin("/auth/pipes");
		assertThat(begun).doesNotContain("prompt=", "max_age=");
		String token = this.browser.open(this.browser.approve(begun, "octocat")).text("token");
		assertThat(begin(token)).contains("&prompt=login", "&max_age=0");
		Answer proof = this.browser.open(this.browser.approve(begin(token), "octocat"));
		assertThat(proof.status()).as(proof.toString()).isEqualTo(200);
		assertThat(proof.text("access_token")).isNotEmpty();
		for (Forgery old : List.of(Forgery.OLD_LOGIN, Forgery.NO_LOGIN_TIME)) {
			String url = begin(token);
			this.provider.forgeNextIdToken(old);
			assertThat(this.browser.open(this.browser.approve(url, "octocat")).summary())
				.isEqualTo("502 provider_error");
		}
		this.provider.forgeNextIdToken(Forgery.OLD_LOGIN);
		assertThat(this.browser.open(this.browser.approve(this.browser.begin("/auth/pipes"), "octocat")).status())
			.isEqualTo(200);
	}

	private String begin(String token) {
		return this.browser.prove(token, "pipes");
	}

	private Replica start() {
		List<String> options = new ArrayList<>(
				List.of("--server.port=" + this.port, "--gatehouse.public-url=http://localhost:" + this.port));
		this.provider.oidcProperties("pipes", "The pipes")
			.forEach((name, value) -> options.add("--" + name + "=" + value));
		return Replica.start(options.toArray(String[]::new));
	}

}
