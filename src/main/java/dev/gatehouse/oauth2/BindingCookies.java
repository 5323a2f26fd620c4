package dev.gatehouse.oauth2;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * The cookies that bind login attempts to the browser: one per attempt, so that tabs do
 * not disturb each other, and a few at most. {@code SameSite=Lax}, because the callback
 * is a navigation that comes from the provider's site.
 */
@Component
class BindingCookies {

	/** Of an attempt and of its cookie. */
	static final Duration LIFETIME = Duration.ofMinutes(10);

	private static final int MAX_COOKIES = 8;

	/** The first characters of it, enough to tell attempts apart. */
	private static final String STATE_HASH = "[0-9a-f]{16}";

	private final boolean secure;

	private final String prefix;

	BindingCookies(@Value("${gatehouse.cookies.secure:true}") boolean secure) {
		this.secure = secure;
		// no other domain of the site can set a cookie with this prefix
		this.prefix = secure ? "__Host-login-" : "login-";
	}

	/** Forgets all earlier attempts of the browser when there are too many. */
	void add(HttpServletRequest request, HttpServletResponse response, String stateHash, Binding binding) {
		List<String> pending = Stream.ofNullable(request.getCookies())
			.flatMap(Arrays::stream)
			.map(Cookie::getName)
			.filter((name) -> name.matches(this.prefix + STATE_HASH))
			.limit(MAX_COOKIES)
			.toList();
		if (pending.size() == MAX_COOKIES) {
			pending.forEach((name) -> write(response, name, "", Duration.ZERO));
		}
		write(response, name(stateHash), binding.value(), LIFETIME);
	}

	@Nullable Binding find(HttpServletRequest request, String stateHash) {
		Cookie cookie = WebUtils.getCookie(request, name(stateHash));
		return (cookie != null) ? new Binding(cookie.getValue()) : null;
	}

	void remove(HttpServletResponse response, String stateHash) {
		write(response, name(stateHash), "", Duration.ZERO);
	}

	private String name(String stateHash) {
		return this.prefix + stateHash.substring(0, 16);
	}

	private void write(HttpServletResponse response, String name, String value, Duration life) {
		ResponseCookie cookie = ResponseCookie.from(name, value)
			.path(this.secure ? "/" : "/auth")
			.httpOnly(true)
			.secure(this.secure)
			.sameSite("Lax")
			.maxAge(life)
			.build();
		response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

	static String sha256(String text) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException missing) {
			throw new IllegalStateException(missing); // every Java platform has it
		}
	}

	/**
	 * The random value in the cookie. Only the browser keeps it: the service stores a
	 * hash, and encrypts the PKCE verifier with a key made from it, so that a reader of
	 * the table can finish no login. Masks itself when printed.
	 */
	record Binding(String value) {

		private static final Base64StringKeyGenerator keys = new Base64StringKeyGenerator(
				Base64.getUrlEncoder().withoutPadding(), 32);

		static Binding generate() {
			return new Binding(keys.generateKey());
		}

		String hash() {
			return sha256(this.value);
		}

		String encrypt(String text) {
			return Base64.getEncoder().encodeToString(encryptor().encrypt(text.getBytes(StandardCharsets.UTF_8)));
		}

		String decrypt(String encrypted) {
			return new String(encryptor().decrypt(Base64.getDecoder().decode(encrypted)), StandardCharsets.UTF_8);
		}

		/** The key and the stored hash are different digests of the value. */
		private BytesEncryptor encryptor() {
			byte[] key = HexFormat.of().parseHex(sha256("verifier " + this.value));
			return AesGcmBytesEncryptor.withSecretKey(new SecretKeySpec(key, "AES")).build();
		}

		@Override
		public String toString() {
			return "Binding[…]";
		}

	}

}
