package dev.gatehouse.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Secrets and ids as they were meant, from wherever they come.
 */
class SettingEnvironmentTests {

	private static final List<String> SECRETS = List.of("gatehouse.jwt.secret", "gatehouse.jwt.keys[0].secret",
			"gatehouse.jwt.keys[0].id", "gatehouse.jwt.keys[0].private-key", "gatehouse.session.refresh-key",
			"gatehouse.session.previous-refresh-keys[1]", "gatehouse.admin-password", "spring.datasource.url",
			"spring.datasource.username", "spring.datasource.password", "spring.data.redis.url",
			"spring.data.redis.password", "spring.data.redis.sentinel.password", "server.ssl.key-store-password",
			"spring.security.oauth2.client.registration.github.client-id",
			"spring.security.oauth2.client.registration.github.client-secret");

	private static final List<String> PROVIDERS = List.of("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET",
			"GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ISSUER_URI");

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\r" })
	void secretWhenALineEndFollowsThenIsWithoutIt(String end) {
		for (String setting : SECRETS) {
			assertThat(bound(new MapPropertySource("file", Map.of(setting, "x y" + end)), setting)).as(setting)
				.isEqualTo("x y");
			String variable = variable(setting);
			assertThat(bound(variables(Map.of(variable, "x y" + end)), setting)).as(variable).isEqualTo("x y");
		}
		for (String variable : PROVIDERS) {
			assertThat(read(variables(Map.of(variable, "x y" + end))).getProperty(variable)).isEqualTo("x y");
		}
	}

	@Test
	void secretWhenInAFileThenIsWithoutItsLineEnd(@TempDir Path folder) throws IOException {
		for (String setting : SECRETS) {
			Files.writeString(folder.resolve(setting), "x\r\n");
			assertThat(bound(new ConfigTreePropertySource("tree", folder), setting)).as(setting).isEqualTo("x");
			Map<String, Object> variable = Map.of(variable(setting) + "_FILE", folder.resolve(setting).toString());
			assertThat(bound(variables(variable), setting)).as(setting).isEqualTo("x");
		}
	}

	@Test
	void secretWhenItsFileIsMissingThenIsNamed() {
		assertThatExceptionOfType(UnfitSettingException.class)
			.isThrownBy(() -> read(variables(Map.of("GATEHOUSE_JWT_SECRET_FILE", "/nowhere/hunter2"))))
			.withMessageStartingWith("GATEHOUSE_JWT_SECRET_FILE names a file that cannot be read")
			.withMessageNotContaining("hunter2");
	}

	@ParameterizedTest
	@CsvSource(ignoreLeadingAndTrailingWhitespace = false,
			value = { "' hunter2',blank", "'hunter2 ',blank", "'\thunter2',blank", "'hunter2\n\n',blank",
					"'\nhunter2',blank", "'hunter2\r\n\r\n',blank", "'\ufeffhunter2',blank", "'hunter2\u00a0',blank",
					"'\u200bhunter2',blank", "'hun\nter2',control", "'hun\u0000ter2',control", "'hun\tter2',control",
					"'hun\u0085ter2',control", "'hun\u009bter2',control", "'hun\u007fter2',control" })
	void secretWhenOtherBlanksOrControlCharactersAreInItThenIsNamed(String value, String fault) {
		for (String setting : SECRETS) {
			assertThatExceptionOfType(UnfitSettingException.class)
				.isThrownBy(() -> read(variables(Map.of(variable(setting), value))))
				.withMessageStartingWith(variable(setting) + " ")
				.withMessageContaining(fault)
				.withMessageNotContaining("hun");
		}
	}

	@Test
	void settingWhenNotOneOfOursThenStaysAsItIs() {
		Map<String, Object> others = Map.of("OTHER_PASSWORD", " x\n", "spring.ssl.bundle.pem.a.keystore.private-key",
				"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n", "gatehouse.jwt.secret", "",
				"line.separator", "\n", "gatehouse.admin-password", "  ");
		StandardEnvironment environment = read(new MapPropertySource("file", others));
		others.forEach((name, value) -> assertThat(environment.getProperty(name)).as(name).isEqualTo(value));
	}

	@ParameterizedTest
	@CsvSource({ "https://api.example.com, https://api.example.com", "HTTPS://API.Example.COM, https://api.example.com",
			"https://api.example.com:443, https://api.example.com", "http://localhost:80, http://localhost",
			"http://localhost:443, http://localhost:443", "https://localhost:0443, https://localhost",
			"https://a:, https://a", "https://[::1]:8443, https://[::1]:8443",
			"https://[2001:DB8::1], https://[2001:db8::1]", "https://10.1.2.3:65535, https://10.1.2.3:65535",
			"https://xn--bcher-kva.example, https://xn--bcher-kva.example" })
	void addressWhenPossibleThenIsAsBrowsersWriteIt(String given, String meant) {
		assertThat(read(new MapPropertySource("file", Map.of("gatehouse.public-url", given)))
			.getProperty("gatehouse.public-url")).isEqualTo(meant);
		assertThat(bound(variables(Map.of("GATEHOUSE_PUBLICURL", given + "\n")), "gatehouse.public-url"))
			.isEqualTo(meant);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			https://::1                 | is not an address
			https://a:b:c               | is not an address
			https://a:b                 | is not an address
			https://a:99999             | has a port that does not exist
			https://a:65536             | has a port that does not exist
			https://a:0                 | has a port that does not exist
			https://a:-1                | is not an address
			https://a:99999999999       | is not an address
			https://user:hunter2@a      | has a user in it
			https://hunter2@a           | has a user in it
			https://a/                  | has something after host and port
			https://a/hunter2           | has something after host and port
			https://a?hunter2           | has something after host and port
			https://a#hunter2           | has something after host and port
			https://*.example.com       | is not an address
			https://bücher.example      | is not an address
			https://a_b.example         | is not an address
			https://[::1                | is not an address
			https://[::g]               | is not an address
			https://a b                 | is not an address
			https://                    | is not an address
			https:///a                  | has no host
			https:a                     | has no host
			//a                         | does not begin with
			a                           | does not begin with
			*                           | does not begin with
			null                        | does not begin with
			ftp://a                     | does not begin with
			javascript:hunter2          | does not begin with
			""")
	void addressWhenImpossibleThenSaysWhy(String given, String fault) {
		assertThatExceptionOfType(UnfitSettingException.class)
			.isThrownBy(() -> read(new MapPropertySource("file", Map.of("gatehouse.public-url", given))))
			.withMessageStartingWith("gatehouse.public-url (GATEHOUSE_PUBLIC_URL) " + fault)
			.withMessageContaining("such as https://api.example.com")
			.withMessageNotContaining("hunter2");
	}

	private static String bound(PropertySource<?> source, String setting) {
		return Binder.get(read(source)).bind(setting, String.class).orElse("none");
	}

	private static PropertySource<?> variables(Map<String, Object> variables) {
		return new SystemEnvironmentPropertySource("systemEnvironment", variables);
	}

	private static StandardEnvironment read(PropertySource<?> source) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.stream()
			.map(PropertySource::getName)
			.toList()
			.forEach(environment.getPropertySources()::remove);
		environment.getPropertySources().addLast(source);
		ConfigurationPropertySources.attach(environment);
		new SettingEnvironment().postProcessEnvironment(environment, new SpringApplication());
		return environment;
	}

	/** By Spring Boot's rule. */
	private static String variable(String setting) {
		return setting.replace("-", "").replaceAll("[.\\[]", "_").replace("]", "").toUpperCase(Locale.ROOT);
	}

}
