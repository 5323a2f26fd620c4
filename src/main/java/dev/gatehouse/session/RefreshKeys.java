package dev.gatehouse.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.gatehouse.setting.ServerSecret;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The server's keys that derive refresh tokens. Each has an id, which is stored with the
 * token that was rotated with it, so that a retry finds its key after a change of keys.
 */
@Component
class RefreshKeys {

	private static final String VARIABLE = "GATEHOUSE_REFRESH_KEY";

	private final List<ServerSecret> keys;

	RefreshKeys(SessionProperties properties, Environment environment) {
		String configured = properties.refreshKey().isBlank() ? environment.getProperty(VARIABLE, "")
				: properties.refreshKey();
		ServerSecret current = ServerSecret.require(configured, "gatehouse.session.refresh-key (" + VARIABLE + ")",
				environment);
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

}
