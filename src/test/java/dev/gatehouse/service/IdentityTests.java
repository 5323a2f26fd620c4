package dev.gatehouse.service;

import java.util.List;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.oauth2.ProviderUser;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose account an identity at a provider is.
 */
class IdentityTests extends ServerTests {

	@Autowired
	private ProviderAccounts logins;

	private final String id = UUID.randomUUID().toString();

	@Test
	void issuerWhenChangedUnderAnIdThenInheritsNobody() {
		Account first = this.logins.of(user("sso", "https://one.example", this.id));
		Account second = this.logins.of(user("sso", "https://one.example/", this.id));
		assertThat(first.subject()).isEqualTo("sso|" + this.id);
		assertThat(second.subject()).matches("sso\\|[0-9a-f-]{36}").isNotEqualTo(first.subject());
		assertThat(this.logins.of(user("sso", "https://one.example", this.id)).getId()).isEqualTo(first.getId());
		assertThat(this.logins.of(user("sso", "https://one.example/", this.id)).getId()).isEqualTo(second.getId());
	}

	@Test
	void providersWhenTheyHaveOneIdThenTwoAccounts() {
		Account first = this.logins.of(user("one", "https://one.example", this.id));
		Account second = this.logins.of(user("other", "https://one.example", this.id));
		assertThat(first.getId()).isNotEqualTo(second.getId());
	}

	@Test
	void idWhenOfAnotherCaseThenAnotherAccount() {
		Account lower = this.logins.of(user("sso", "https://one.example", "a" + this.id));
		Account upper = this.logins.of(user("sso", "https://one.example", "A" + this.id));
		assertThat(lower.getId()).isNotEqualTo(upper.getId());
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth0|", "with space ", "ü", "'); drop table identity; --" })
	void idWhenOddThenFindsItsAccountAgain(String start) {
		ProviderUser odd = user("sso", "https://one.example", start + this.id);
		Account account = this.logins.of(odd);
		assertThat(account.subject()).startsWith("sso|");
		assertThat(this.logins.of(odd).getId()).isEqualTo(account.getId());
	}

	@Test
	void idWhenLongerThanSubjectsThenFindsItsAccountAgain() {
		String common = "x".repeat(255 - 36);
		Account account = this.logins.of(user("sso", "https://one.example", common + this.id));
		Account other = this.logins.of(user("sso", "https://one.example", common + UUID.randomUUID()));
		assertThat(account.subject()).hasSizeLessThan(50);
		assertThat(other.getId()).isNotEqualTo(account.getId());
		assertThat(this.logins.of(user("sso", "https://one.example", common + this.id)).getId())
			.isEqualTo(account.getId());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 200 })
	void firstLoginsWhenAtOnceThenOneAccount(int padding) {
		ProviderUser user = user("sso", "https://one.example", "x".repeat(padding) + this.id);
		List<UUID> found = Together.run(8, 8, (i) -> this.logins.of(user).getId());
		assertThat(found).containsOnly(found.get(0));
	}

	private static ProviderUser user(String provider, String issuer, String id) {
		return new ProviderUser(provider, issuer, id, "Somebody", null);
	}

}
