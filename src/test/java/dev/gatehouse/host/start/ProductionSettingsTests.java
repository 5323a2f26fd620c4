package dev.gatehouse.host.start;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.gatehouse.setting.UnfitSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Every setting with which a deployment must not start, against the files of the service
 * and without starting it. {@code ProductionTests} shows that the start asks.
 */
class ProductionSettingsTests {

	private static final String RANDOM = random();

	@Test
	void checkWhenAllIsSetThenPasses() {
		assertThatNoException().isThrownBy(() -> check(Map.of()));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.datasource.url                  |                             | spring.datasource.url (SPRING_DATASOURCE_URL) is not set                        | jdbc:postgresql://
					spring.datasource.url                  | jdbc:h2:mem:x               | spring.datasource.url (SPRING_DATASOURCE_URL) is not PostgreSQL                 | jdbc:postgresql://
					spring.datasource.url                  | jdbc:h2:file:/tmp/x         | spring.datasource.url (SPRING_DATASOURCE_URL) is not PostgreSQL                 | jdbc:postgresql://
					spring.data.redis.url                  | redis//:p4ssw0rd@cache:6379 | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read                    | rediss://
					spring.data.redis.url                  | http://:p4ssw0rd@cache      | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read                    | rediss://
					spring.data.redis.url                  | redis://:p4ssw0rd^x@cache   | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read                    | rediss://
					spring.datasource.hikari.jdbc-url      | jdbc:h2:mem:x               | spring.datasource.hikari.jdbc-url is a second place for the database            | spring.datasource.url
					spring.datasource.jndi-name            | java:comp/env/jdbc/x        | spring.datasource.jndi-name is a second place for the database                  | spring.datasource.url
					spring.data.redis.url                  |                             | spring.data.redis.url (SPRING_DATA_REDIS_URL) is not set                        | redis://
					spring.profiles.active                 | prod,demo                   | spring.profiles.active (SPRING_PROFILES_ACTIVE) names demo beside prod          | Name prod alone
					spring.profiles.active                 | demo,prod                   | spring.profiles.active (SPRING_PROFILES_ACTIVE) names demo beside prod          | Name prod alone
					spring.profiles.active                 | production                  | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod                  | Name prod, in lower case
					spring.profiles.active                 | PROD                        | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod                  | Name prod, in lower case
					spring.profiles.active                 | demo,Prod                   | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod                  | Name prod, in lower case
					gatehouse.admin-password               | hunter2                     | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is short or well known      | openssl rand -base64 18
					gatehouse.admin-password               | AdminAdminAdmin             | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is short or well known      | openssl rand -base64 18
					gatehouse.admin-password               | ChangeMe-ChangeMe           | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is short or well known      | openssl rand -base64 18
					gatehouse.public-url                   | http://localhost:8080       | gatehouse.public-url (GATEHOUSE_PUBLIC_URL) is not https                        | https://
					gatehouse.public-url                   |                             | gatehouse.public-url (GATEHOUSE_PUBLIC_URL) is not https                        | https://
					gatehouse.cookies.secure               | false                       | gatehouse.cookies.secure is off                                                 | Leave it on
					gatehouse.trusted-proxies              | 0.0.0.0/0                   | gatehouse.trusted-proxies names a network that holds strangers                  | Name the proxies alone
					gatehouse.trusted-proxies              | 10.0.0.0/24,::/0            | gatehouse.trusted-proxies names a network that holds strangers                  | Name the proxies alone
					gatehouse.require-https                | false                       | gatehouse.require-https is off                                                  | gatehouse.trusted-proxies
					gatehouse.require-https                | ''                          | gatehouse.require-https is off                                                  | gatehouse.trusted-proxies
					gatehouse.trusted-proxies              | 0.0.0.0/00                  | gatehouse.trusted-proxies names a network that holds strangers                  | Name the proxies alone
					server.forward-headers-strategy        | ''                          | server.forward-headers-strategy trusts every sender of the header                           | gatehouse.trusted-proxies
					gatehouse.trusted-proxies              | 0.0.0.0/+0                  | gatehouse.trusted-proxies names a network that holds strangers                  | Name the proxies alone
					server.forward-headers-strategy        | framework                   | server.forward-headers-strategy trusts every sender of the header                           | gatehouse.trusted-proxies
					server.forward-headers-strategy        | NATIVE                      | server.forward-headers-strategy trusts every sender of the header                           | gatehouse.trusted-proxies
					server.tomcat.remoteip.protocol-header | X-Forwarded-Proto           | server.tomcat.remoteip.protocol-header trusts every sender of the header                    | gatehouse.trusted-proxies
					management.server.port                 | ''                          | management.server.port (MANAGEMENT_SERVER_PORT) is the port of the callers      | 8081
					spring.datasource.url                  | postgres://db/gatehouse     | spring.datasource.url (SPRING_DATASOURCE_URL) is not written as Java does       | jdbc:postgresql://
					spring.datasource.url                  | PostgreSQL://u:p4ssw0rd@db/gatehouse | spring.datasource.url (SPRING_DATASOURCE_URL) is not written as Java does | jdbc:postgresql://
					spring.datasource.url                  | jdbc:postgresql://u:p4ssw0rd@db/gatehouse | spring.datasource.url (SPRING_DATASOURCE_URL) has a user or a password | spring.datasource.password
					spring.datasource.url                  | jdbc:postgresql://u:p4ss/w0rd@db:5432/gatehouse | spring.datasource.url (SPRING_DATASOURCE_URL) has a user or a password | spring.datasource.password
					spring.datasource.url                  | jdbc:postgresql://db/gatehouse?password=p4ssw0rd | spring.datasource.url (SPRING_DATASOURCE_URL) has a user or a password | spring.datasource.password
					spring.datasource.url                  | jdbc:postgresql://db/gatehouse?user=u&PassWord=p4ssw0rd | spring.datasource.url (SPRING_DATASOURCE_URL) has a user or a password | spring.datasource.password
					spring.datasource.url                  | jdbc:postgresql:gatehouse?sslpassword=p4ssw0rd | spring.datasource.url (SPRING_DATASOURCE_URL) has a user or a password | spring.datasource.password
					spring.flyway.url                      | jdbc:postgresql://u:p4ssw0rd@db/gatehouse | spring.flyway.url has a user or a password | spring.datasource.password
					spring.datasource.url                  | jdbc:postgresql://db:99999/gatehouse | spring.datasource.url (SPRING_DATASOURCE_URL) cannot be read | jdbc:postgresql://
					spring.data.redis.url                  | redis://cache:99999         | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read                    | rediss://
					""")
	void checkWhenASettingIsUnfitThenNamesItAndTheCureAndNotTheValue(String setting, @Nullable String value,
			String fault, String cure) {
		String message = refusal(Map.of(setting, (value != null) ? value : ""));
		assertThat(message).contains(fault).contains(cure).doesNotContain("p4ssw0rd");
		if (value != null && setting.endsWith("password")) {
			assertThat(message).doesNotContain(value);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://a:5432,b:5433/gatehouse?targetServerType=primary",
			"jdbc:postgresql:gatehouse", "jdbc:postgresql://[::1]:5432/gatehouse?ApplicationName=a@b" })
	void checkWhenTheDriverTakesTheDatabaseThenPasses(String url) {
		assertThatNoException().isThrownBy(() -> check(Map.of("spring.datasource.url", url)));
	}

	@Test
	void checkWhenTheStoreIsWrittenInCapitalsThenIsLookedAtAllTheSame() {
		assertThat(refusal(Map.of("gatehouse.rate-limit.store", "REDIS", "spring.data.redis.url", "")))
			.contains("spring.data.redis.url (SPRING_DATA_REDIS_URL) is not set");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.sentinel.nodes", "spring.data.redis.cluster.nodes",
			"spring.data.redis.cluster.nodes[0]", "spring.data.redis.host" })
	void checkWhenRedisIsNamedOtherwiseThenNeedsNoUrl(String setting) {
		check(Map.of("spring.data.redis.url", "", setting, "cache-1:6379"));
	}

	/**
	 * A key in a file, whether or not it is there, hides none of what stands behind it.
	 */
	@ParameterizedTest
	@MethodSource("unfitSecrets")
	void checkWhenASecretIsUnfitThenNamesItAndTheCureAndNotTheValue(String setting, String name, String value,
			String fault) {
		Map<String, String> settings = new LinkedHashMap<>();
		if (setting.startsWith("gatehouse.jwt.keys")) {
			settings.put("gatehouse.jwt.keys[0].private-key", "/run/secrets/jwt.pem");
			settings.put("gatehouse.jwt.secret", "");
		}
		settings.put(setting, value);
		String message = refusal(settings);
		assertThat(message).contains(name + " " + fault).contains("openssl rand -base64 32");
		if (!value.isEmpty()) {
			assertThat(message).doesNotContain(value);
		}
	}

	static Stream<Arguments> unfitSecrets() {
		Map<String, String> names = new LinkedHashMap<>();
		names.put("gatehouse.jwt.secret", "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)");
		names.put("gatehouse.session.refresh-key", "gatehouse.session.refresh-key (GATEHOUSE_REFRESH_KEY)");
		names.put("gatehouse.jwt.keys[0].secret", "gatehouse.jwt.keys[0].secret");
		names.put("gatehouse.jwt.keys[1].secret", "gatehouse.jwt.keys[1].secret");
		names.put("gatehouse.session.previous-refresh-keys", "gatehouse.session.previous-refresh-keys[0]");
		names.put("gatehouse.session.previous-refresh-keys[0]", "gatehouse.session.previous-refresh-keys[0]");
		Map<String, String> faults = new LinkedHashMap<>();
		faults.put("c2hvcnQ=", "is shorter than 256 bits");
		faults.put("A".repeat(40) + "==", "is not Base64");
		faults.put("not-base64!", "is not Base64");
		faults.put("A".repeat(43) + "=", "is a sample that others know");
		faults.put("eW91ci0yNTYtYml0LXNlY3JldC15b3VyLTI1Ni1iaXQtc2VjcmV0", "is a sample that others know");
		faults.put("ThisIsMySuperSecretKeyForJwtSigningHS256Algo", "is a sample that others know");
		faults.put("404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970", "is hexadecimal, not Base64");
		return names.entrySet()
			.stream()
			.flatMap((name) -> Stream.concat(
					Stream.of("gatehouse.jwt.secret", "gatehouse.session.refresh-key")
						.filter(name.getKey()::equals)
						.map((setting) -> Arguments.of(setting, name.getValue(), "", "is not set")),
					faults.entrySet()
						.stream()
						.map((fault) -> Arguments.of(name.getKey(), name.getValue(), fault.getKey(),
								fault.getValue()))));
	}

	@ParameterizedTest
	@CsvSource({ "gatehouse.jwt.keys[1].secret, gatehouse.jwt.keys cannot be read as a list",
			"gatehouse.session.previous-refresh-keys[2], gatehouse.session.previous-refresh-keys cannot be read" })
	void checkWhenASecretIsMisnumberedThenSaysSoAndNotTheValue(String setting, String fault) {
		String value = random();
		assertThat(refusal(Map.of(setting, value))).contains(fault)
			.contains("from 0 without a gap")
			.doesNotContain(value);
	}

	/** A person who learns the one would have the other. */
	@ParameterizedTest
	@ValueSource(strings = { "gatehouse.jwt.keys[0].secret", "gatehouse.session.refresh-key",
			"gatehouse.session.previous-refresh-keys" })
	void checkWhenASecretServesTwoPurposesThenRefuses(String setting) {
		assertThat(refusal(Map.of(setting, RANDOM)))
			.contains(" is the same as gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)")
			.contains("openssl rand -base64 32")
			.doesNotContain(RANDOM);
	}

	@Test
	void checkWhenTheManagementPortIsThatOfTheCallersThenRefuses() {
		assertThat(refusal(Map.of("server.port", "9000", "management.server.port", "9000")))
			.contains("management.server.port (MANAGEMENT_SERVER_PORT) is the port of the callers")
			.contains("8081");
	}

	private static String refusal(Map<String, String> changes) {
		return assertThatExceptionOfType(UnfitSettingException.class).isThrownBy(() -> check(changes))
			.withNoCause()
			.actual()
			.getMessage();
	}

	/** Reads the service's own files, as a start does, and runs both checks. */
	private static void check(Map<String, String> changes) {
		MockEnvironment environment = new MockEnvironment();
		environment.setProperty("spring.profiles.active", "prod");
		environment.setProperty("spring.datasource.url", "jdbc:postgresql://db:5432/gatehouse");
		environment.setProperty("spring.data.redis.url", "redis://cache:6379");
		environment.setProperty("gatehouse.jwt.secret", RANDOM);
		environment.setProperty("gatehouse.session.refresh-key", random());
		environment.setProperty("gatehouse.admin-password", "vK3-plover-kettle-9");
		environment.setProperty("gatehouse.public-url", "https://api.example.com");
		changes.forEach(environment::setProperty);
		ConfigurationPropertySources.attach(environment);
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		ChosenProfile.chosenProfileCheck(environment).postProcessBeanFactory(beans);
		if (environment.matchesProfiles("prod")) {
			ProductionSettings.productionSettingsCheck(environment).postProcessBeanFactory(beans);
		}
	}

	private static String random() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

}
