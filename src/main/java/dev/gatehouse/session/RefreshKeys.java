package dev.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

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

	private static final int LEAST_BYTES = 32;

	private static final Logger logger = LoggerFactory.getLogger(RefreshKeys.class);

	private final List<RefreshKey> keys;

	RefreshKeys(SessionProperties properties, Environment environment) {
		RefreshKey current = key(secret(properties.refreshKey(), environment.acceptsProfiles(Profiles.of("demo"))));
		this.keys = Stream
			.concat(Stream.of(current),
					properties.previousRefreshKeys().stream().map(RefreshKeys::decode).map(RefreshKeys::key))
			.toList();
	}

	RefreshKey current() {
		return this.keys.get(0);
	}

	Optional<RefreshKey> find(@Nullable String id) {
		return this.keys.stream().filter((key) -> key.id().equals(id)).findFirst();
	}

	private static byte[] secret(@Nullable String configured, boolean demo) {
		if (configured != null && !configured.isBlank()) {
			return decode(configured);
		}
		if (!demo) {
			throw unfit("is not set");
		}
		logger.warn("Demo: the key of the refresh tokens is random, so it ends with this process");
		byte[] secret = new byte[LEAST_BYTES];
		new SecureRandom().nextBytes(secret);
		return secret;
	}

	private static byte[] decode(String configured) {
		byte[] secret;
		try {
			secret = Base64.getDecoder().decode(configured.strip());
		}
		catch (IllegalArgumentException malformed) {
			throw unfit("is not Base64");
		}
		if (secret.length < LEAST_BYTES) {
			throw unfit("is shorter than 256 bits");
		}
		return secret;
	}

	/** Names the property and the cure, never the value. */
	private static IllegalStateException unfit(String fault) {
		return new IllegalStateException(
				"gatehouse.session.refresh-key (GATEHOUSE_REFRESH_KEY) %s. Make one with: openssl rand -base64 32"
					.formatted(fault));
	}

	/** The id is a fingerprint, so that all replicas with the same key agree on it. */
	private static RefreshKey key(byte[] secret) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			sha256.update("refresh-key".getBytes(StandardCharsets.US_ASCII));
			return new RefreshKey(HexFormat.of().formatHex(sha256.digest(secret), 0, 8),
					new SecretKeySpec(secret, "HmacSHA256"));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	/**
	 * One key and its id.
	 *
	 * @param id what rotated tokens are stored with
	 * @param secret the HMAC key
	 */
	record RefreshKey(String id, SecretKey secret) {

		@Override
		public String toString() {
			return "RefreshKey[id=%s]".formatted(this.id);
		}

	}

}
