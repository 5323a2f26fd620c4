package dev.gatehouse.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.gatehouse.setting.ServerSecret;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * The server's keys for deriving refresh tokens. Each has an id, which is stored with the
 * token that was rotated with it, so that the key can be changed while retries are under
 * way.
 */
@Component
class RefreshKeys {

	private static final String VARIABLE = "GATEHOUSE_REFRESH_KEY";

	private static final String PROPERTY = "gatehouse.session.refresh-key (" + VARIABLE + ")";

	private static final Logger logger = LoggerFactory.getLogger(RefreshKeys.class);

	private final List<ServerSecret> keys;

	RefreshKeys(SessionProperties properties, Environment environment) {
		String configured = properties.refreshKey();
		if (configured == null || configured.isBlank()) {
			configured = environment.getProperty(VARIABLE, "");
		}
		ServerSecret current = current(configured, environment.acceptsProfiles(Profiles.of("demo")));
		Stream<ServerSecret> previous = properties.previousRefreshKeys()
			.stream()
			.map((text) -> ServerSecret.read(text, "gatehouse.session.previous-refresh-keys"));
		this.keys = Stream.concat(Stream.of(current), previous).toList();
	}

	ServerSecret current() {
		return this.keys.get(0);
	}

	Optional<ServerSecret> find(@Nullable String id) {
		return this.keys.stream().filter((key) -> id(key).equals(id)).findFirst();
	}

	static String id(ServerSecret key) {
		return key.fingerprint("refresh-key");
	}

	private static ServerSecret current(String configured, boolean demo) {
		if (!configured.isBlank()) {
			return ServerSecret.read(configured, PROPERTY);
		}
		if (!demo) {
			throw ServerSecret.unfit(PROPERTY, "is not set");
		}
		logger.warn("Demo: the key of the refresh tokens is random, so it ends with this process");
		return ServerSecret.random();
	}

}
