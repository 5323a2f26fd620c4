package dev.gatehouse.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Builds tokens by hand, member by member, signed with the right key unless told
 * otherwise: what a lenient parser would take. Values are JSON text, so that any type and
 * any malformation can stand in any place.
 */
final class ForgedTokens {

	private final byte[] secret;

	private final String keyId;

	private final String issuer;

	private final Instant now;

	ForgedTokens(byte[] secret, String keyId, String issuer, Instant now) {
		this.secret = secret;
		this.keyId = keyId;
		this.issuer = issuer;
		this.now = now;
	}

	/** Right in every part. */
	String good() {
		return with((header) -> {
		}, (claims) -> {
		});
	}

	String withHeader(String name, String json) {
		return with((header) -> header.put(name, json), (claims) -> {
		});
	}

	String withoutHeader(String name) {
		return with((header) -> header.remove(name), (claims) -> {
		});
	}

	String withClaim(String name, String json) {
		return with((header) -> {
		}, (claims) -> claims.put(name, json));
	}

	String withoutClaim(String name) {
		return with((header) -> {
		}, (claims) -> claims.remove(name));
	}

	String with(Consumer<Map<String, String>> headerChange, Consumer<Map<String, String>> claimsChange) {
		Map<String, String> header = header();
		headerChange.accept(header);
		Map<String, String> claims = claims();
		claimsChange.accept(claims);
		return signed(object(header), object(claims), "HmacSHA256");
	}

	String signed(String headerJson, String claimsJson, String mac) {
		return signed(headerJson, claimsJson.getBytes(StandardCharsets.UTF_8), mac);
	}

	String signed(String headerJson, byte[] claims, String mac) {
		String input = encode(headerJson) + "." + encode(claims);
		return input + "." + encode(mac(mac, input));
	}

	String headerJson() {
		return object(header());
	}

	String claimsJson() {
		return object(claims());
	}

	private Map<String, String> header() {
		Map<String, String> header = new LinkedHashMap<>();
		header.put("alg", "\"HS256\"");
		header.put("typ", "\"at+jwt\"");
		header.put("kid", quoted(this.keyId));
		return header;
	}

	private Map<String, String> claims() {
		Map<String, String> claims = new LinkedHashMap<>();
		claims.put("iss", quoted(this.issuer));
		claims.put("aud", "[\"gatehouse\"]");
		claims.put("sub", "\"admin\"");
		claims.put("name", "\"admin\"");
		claims.put("role", "\"admin\"");
		claims.put("scope", "\"data:read\"");
		claims.put("sid", quoted(UUID.randomUUID().toString()));
		claims.put("jti", quoted(UUID.randomUUID().toString()));
		claims.put("amr", "[\"pwd\"]");
		claims.put("iat", at(0));
		claims.put("exp", at(900));
		return claims;
	}

	/** A time as seconds from now. */
	String at(long seconds) {
		return Long.toString(this.now.getEpochSecond() + seconds);
	}

	static String quoted(String text) {
		return "\"" + text + "\"";
	}

	static String object(Map<String, String> members) {
		return members.entrySet()
			.stream()
			.map((member) -> quoted(member.getKey()) + ":" + member.getValue())
			.collect(Collectors.joining(",", "{", "}"));
	}

	static String encode(String text) {
		return encode(text.getBytes(StandardCharsets.UTF_8));
	}

	static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/** The signature part of HS256 with any bytes for a key. */
	static String hmac(byte[] key, String input) {
		return encode(mac(key, "HmacSHA256", input));
	}

	private byte[] mac(String algorithm, String input) {
		return mac(this.secret, algorithm, input);
	}

	private static byte[] mac(byte[] key, String algorithm, String input) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(key, algorithm));
			return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
		}
		catch (GeneralSecurityException failed) {
			throw new IllegalStateException(failed);
		}
	}

}
