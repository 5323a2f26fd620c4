package dev.gatehouse.support;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.gatehouse.account.password.PasswordHashing;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * Lowers the cost of new password hashes to the least that BCrypt allows, since most
 * tests hash only to log in. The encoder stays the one of the service, and the hashes
 * that it compares are recorded.
 */
public final class CheapHashing implements BeanPostProcessor {

	private static final int MIN_STRENGTH = 4;

	private final List<PasswordEncoder> encoders = new CopyOnWriteArrayList<>();

	private final List<String> compared = new CopyOnWriteArrayList<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (!(bean instanceof PasswordHashing hashing)) {
			return bean;
		}
		this.encoders.addAll(encoders(hashing.encoder()).values());
		reset();
		return new PasswordHashing(new Recorded(hashing.encoder()), hashing.pool());
	}

	/** Raises the cost of new hashes by a step, as an operator would. */
	public void raise() {
		strength(MIN_STRENGTH + 1);
	}

	public void reset() {
		strength(MIN_STRENGTH);
	}

	private void strength(int strength) {
		this.encoders.forEach((encoder) -> ReflectionTestUtils.setField(encoder, "strength", strength));
	}

	/**
	 * The hashes with which a password was compared, since {@link #forget} was called.
	 */
	public List<String> compared() {
		return List.copyOf(this.compared);
	}

	public void forget() {
		this.compared.clear();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, PasswordEncoder> encoders(PasswordEncoder delegating) {
		return (Map<String, PasswordEncoder>) ReflectionTestUtils.getField(delegating, "idToPasswordEncoder");
	}

	private final class Recorded implements PasswordEncoder {

		private final PasswordEncoder encoder;

		Recorded(PasswordEncoder encoder) {
			this.encoder = encoder;
		}

		@Override
		public String encode(CharSequence rawPassword) {
			return this.encoder.encode(rawPassword);
		}

		@Override
		public boolean matches(CharSequence rawPassword, String encodedPassword) {
			CheapHashing.this.compared.add(encodedPassword);
			return this.encoder.matches(rawPassword, encodedPassword);
		}

		@Override
		public boolean upgradeEncoding(String encodedPassword) {
			return this.encoder.upgradeEncoding(encodedPassword);
		}

	}

}
