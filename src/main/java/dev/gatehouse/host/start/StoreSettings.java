package dev.gatehouse.host.start;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks the stores of a deployment: PostgreSQL alone, and a Redis for the limits of all
 * replicas.
 */
final class StoreSettings {

	private static final String DATABASE = "spring.datasource.url (SPRING_DATASOURCE_URL)";

	private static final String DATABASE_CURE = "Set it to such as jdbc:postgresql://db:5432/gatehouse";

	private static final String REDIS = "spring.data.redis.url (SPRING_DATA_REDIS_URL)";

	/** Of PostgreSQL's driver, which takes the right-most colon for that of the port. */
	private static final Pattern WITH_PASSWORD = Pattern.compile("//[^?]*@|[?&][^=&]*(?i:passw|secret)[^=&]*=");

	private StoreSettings() {
	}

	static void require(Settings settings) {
		requireDatabase(settings);
		if (settings.text("gatehouse.rate-limit.store").strip().equalsIgnoreCase("redis")) {
			requireRedis(settings);
		}
	}

	private static void requireDatabase(Settings settings) {
		String url = settings.text("spring.datasource.url");
		Settings.require(!url.isEmpty(), DATABASE, "is not set", DATABASE_CURE);
		Settings.require(!url.matches("(?i)postgres(ql)?:.*"), DATABASE, "is not written as Java does",
				"Write jdbc:postgresql:// in place of postgres://, without user and password");
		Stream.of(DATABASE, "spring.flyway.url")
			.forEach((setting) -> Settings.require(
					!WITH_PASSWORD.matcher(settings.text(setting.replaceFirst(" .*", ""))).find(), setting,
					"has a user or a password in it, which ends up in logs",
					"Set spring.datasource.username and spring.datasource.password"));
		Settings.require(url.startsWith("jdbc:postgresql:"), DATABASE,
				"is not PostgreSQL, and other stores are for trying out", DATABASE_CURE);
		Settings.require(isTaken(url), DATABASE, "cannot be read", DATABASE_CURE);
		// each would take precedence
		Stream
			.of("spring.datasource.hikari.jdbc-url", "spring.datasource.hikari.data-source-class-name",
					"spring.datasource.jndi-name")
			.forEach((other) -> Settings.require(settings.text(other).isEmpty(), other,
					"is a second place for the database", "Leave it out, and set spring.datasource.url"));
	}

	/** By the driver, which knows its own form. */
	private static boolean isTaken(String url) {
		try {
			DriverManager.getDriver(url);
			return true;
		}
		catch (SQLException unfit) {
			return false;
		}
	}

	private static void requireRedis(Settings settings) {
		String url = settings.text("spring.data.redis.url");
		boolean named = !url.isEmpty() || !settings.text("spring.data.redis.host").isEmpty()
				|| Stream.of("sentinel", "cluster", "masterreplica")
					.anyMatch((kind) -> !settings.list("spring.data.redis." + kind + ".nodes", String.class).isEmpty());
		Settings.require(named, REDIS, "is not set", "Set it to such as redis://cache:6379 (or name the nodes of a "
				+ "Sentinel or a cluster), or set gatehouse.rate-limit.store to local for one replica");
		// Spring's own message quotes the URL with its password
		Settings.require(url.isEmpty() || isRedis(url), REDIS, "cannot be read",
				"Set it to such as redis://cache:6379 or rediss://user:password@cache:6379");
	}

	private static boolean isRedis(String url) {
		try {
			URI uri = new URI(url);
			return uri.getHost() != null && uri.getPort() <= 65_535
					&& Set.of("redis", "rediss").contains(String.valueOf(uri.getScheme()));
		}
		catch (URISyntaxException malformed) {
			return false;
		}
	}

}
