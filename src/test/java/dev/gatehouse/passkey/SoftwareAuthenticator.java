package dev.gatehouse.passkey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An authenticator with one passkey, and the browser around it, in software. Each answer
 * can be changed before it is signed. Needs the JDK alone, so that src/takehome/prove can
 * use it, too.
 */
public final class SoftwareAuthenticator {

	public static final int USER_PRESENT = 1;

	public static final int USER_VERIFIED = 4;

	public static final int BACKUP_ELIGIBLE = 8;

	public static final int BACKUP_STATE = 16;

	private static final int ATTESTED = 64;

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	/** How each kind of key is made, and how it signs. */
	public enum Algorithm {

		ES256("EC", 256, "SHA256withECDSA"), EDDSA("Ed25519", 255, "Ed25519"), RS256("RSA", 2048, "SHA256withRSA");

		private final String keys;

		private final int size;

		private final String signatures;

		Algorithm(String keys, int size, String signatures) {
			this.keys = keys;
			this.size = size;
			this.signatures = signatures;
		}

	}

	private final String origin;

	private final Algorithm algorithm;

	private final PublicKey publicKey;

	private final PrivateKey privateKey;

	/** May be set to another, also a longer one. */
	public byte[] credentialId;

	public String userHandle = "";

	/** The number of the next signature; never counts if it is negative. */
	public long counter = 1;

	public int flags = USER_PRESENT | USER_VERIFIED;

	public SoftwareAuthenticator(String origin) {
		this(origin, Algorithm.ES256);
	}

	public SoftwareAuthenticator(String origin, Algorithm algorithm) {
		this(origin, algorithm, newKeys(algorithm), new SecureRandom().generateSeed(32));
	}

	private SoftwareAuthenticator(String origin, Algorithm algorithm, KeyPair keys, byte[] credentialId) {
		this.origin = origin;
		this.algorithm = algorithm;
		this.publicKey = keys.getPublic();
		this.privateKey = keys.getPrivate();
		this.credentialId = credentialId;
	}

	/** Another one with the same passkey, as if it had been copied. */
	public SoftwareAuthenticator copy() {
		SoftwareAuthenticator copy = new SoftwareAuthenticator(this.origin, this.algorithm,
				new KeyPair(this.publicKey, this.privateKey), this.credentialId);
		copy.userHandle = this.userHandle;
		copy.counter = this.counter;
		copy.flags = this.flags;
		return copy;
	}

	/** What it answers to creation options. */
	public Answer create(String options) {
		this.userHandle = find("\"user\":\\{[^}]*\"id\":\"([^\"]*)\"", options);
		return new Answer(true, options);
	}

	/** What it answers to request options. */
	public Answer get(String options) {
		return new Answer(false, options);
	}

	/**
	 * An answer that is not signed yet.
	 */
	public final class Answer {

		private final boolean creates;

		public String clientType;

		public String challenge;

		public String clientOrigin = SoftwareAuthenticator.this.origin;

		/** More members of the client data, such as {@code ,"crossOrigin":true}. */
		public String more = ",\"crossOrigin\":false";

		public String rpId;

		public String type = "public-key";

		public byte[] id = SoftwareAuthenticator.this.credentialId;

		public int answerFlags = SoftwareAuthenticator.this.flags;

		public long count = Math.max(0, SoftwareAuthenticator.this.counter);

		/** What stands after the key in the authenticator data. */
		public byte[] trailing = {};

		public String handle = SoftwareAuthenticator.this.userHandle;

		/** Whether to change the signature. */
		public boolean forged;

		private Answer(boolean creates, String options) {
			this.creates = creates;
			this.clientType = creates ? "webauthn.create" : "webauthn.get";
			this.challenge = find("\"challenge\":\"([^\"]*)\"", options);
			this.rpId = find(creates ? "\"rp\":\\{[^}]*\"id\":\"([^\"]*)\"" : "\"rpId\":\"([^\"]*)\"", options);
			if (SoftwareAuthenticator.this.counter >= 0) {
				SoftwareAuthenticator.this.counter++;
			}
		}

		/** Signed, as {@code PublicKeyCredential.toJSON} writes it. */
		public String json() {
			byte[] client = "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}"
				.formatted(this.clientType, this.challenge, this.clientOrigin, this.more)
				.getBytes(StandardCharsets.UTF_8);
			return """
					{"id":"%1$s","rawId":"%1$s","type":"%2$s","authenticatorAttachment":"platform","clientExtensionResults":{},\
					"response":{"clientDataJSON":"%3$s",%4$s}}"""
				.formatted(text(this.id), this.type, text(client), this.creates ? attestation() : assertion(client));
		}

		private String attestation() {
			byte[] object = join(head(5, 3), cbor("fmt"), cbor("none"), cbor("attStmt"), head(5, 0), cbor("authData"),
					cbor(authenticatorData()));
			return "\"attestationObject\":\"%s\",\"transports\":[\"internal\",\"hybrid\"]".formatted(text(object));
		}

		private String assertion(byte[] client) {
			byte[] signed = authenticatorData();
			byte[] signature = sign(join(signed, sha256(client)));
			if (this.forged) {
				signature[signature.length - 1] ^= 1;
			}
			return "\"authenticatorData\":\"%s\",\"signature\":\"%s\"%s".formatted(text(signed), text(signature),
					(this.handle != null) ? ",\"userHandle\":\"" + this.handle + "\"" : "");
		}

		private byte[] authenticatorData() {
			byte[] data = join(sha256(this.rpId.getBytes(StandardCharsets.UTF_8)),
					new byte[] { (byte) (this.answerFlags | (this.creates ? ATTESTED : 0)) },
					ByteBuffer.allocate(4).putInt((int) this.count).array());
			return join(data, this.creates ? join(new byte[16],
					ByteBuffer.allocate(2).putShort((short) this.id.length).array(), this.id, coseKey()) : new byte[0],
					this.trailing);
		}

	}

	private byte[] coseKey() {
		if (this.publicKey instanceof ECPublicKey ec) {
			return join(head(5, 5), cbor(1), cbor(2), cbor(3), cbor(-7), cbor(-1), cbor(1), cbor(-2),
					cbor(unsigned(ec.getW().getAffineX(), 32)), cbor(-3), cbor(unsigned(ec.getW().getAffineY(), 32)));
		}
		if (this.publicKey instanceof RSAPublicKey rsa) {
			return join(head(5, 4), cbor(1), cbor(3), cbor(3), cbor(-257), cbor(-1),
					cbor(unsigned(rsa.getModulus(), 256)), cbor(-2), cbor(unsigned(rsa.getPublicExponent(), 3)));
		}
		byte[] encoded = this.publicKey.getEncoded();
		return join(head(5, 4), cbor(1), cbor(1), cbor(3), cbor(-8), cbor(-1), cbor(6), cbor(-2),
				cbor(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
	}

	private byte[] sign(byte[] content) {
		try {
			Signature signature = Signature.getInstance(this.algorithm.signatures);
			signature.initSign(this.privateKey);
			signature.update(content);
			return signature.sign();
		}
		catch (GeneralSecurityException failed) {
			throw new IllegalStateException(failed);
		}
	}

	private static KeyPair newKeys(Algorithm algorithm) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.keys);
			generator.initialize(algorithm.size);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException failed) {
			throw new IllegalStateException(failed);
		}
	}

	private static byte[] sha256(byte[] content) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(content);
		}
		catch (GeneralSecurityException failed) {
			throw new IllegalStateException(failed);
		}
	}

	private static byte[] unsigned(BigInteger number, int length) {
		byte[] bytes = number.toByteArray();
		byte[] fixed = new byte[length];
		int copied = Math.min(length, bytes.length);
		System.arraycopy(bytes, bytes.length - copied, fixed, length - copied, copied);
		return fixed;
	}

	private static String find(String pattern, String options) {
		Matcher matcher = Pattern.compile(pattern).matcher(options);
		return matcher.find() ? matcher.group(1) : "";
	}

	public static String text(byte[] bytes) {
		return BASE64.encodeToString(bytes);
	}

	/** The head of a CBOR item (RFC 8949 section 3). */
	private static byte[] head(int major, int argument) {
		if (argument < 24) {
			return new byte[] { (byte) (major << 5 | argument) };
		}
		return (argument < 256) ? new byte[] { (byte) (major << 5 | 24), (byte) argument }
				: new byte[] { (byte) (major << 5 | 25), (byte) (argument >> 8), (byte) argument };
	}

	private static byte[] cbor(int number) {
		return (number < 0) ? head(1, -1 - number) : head(0, number);
	}

	private static byte[] cbor(byte[] bytes) {
		return join(head(2, bytes.length), bytes);
	}

	private static byte[] cbor(String text) {
		return join(head(3, text.length()), text.getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		Arrays.stream(parts).forEach(joined::writeBytes);
		return joined.toByteArray();
	}

	/** Reads a passkey (ES256) that was stored. */
	public static SoftwareAuthenticator load(String origin, Path file) throws IOException, GeneralSecurityException {
		Properties stored = new Properties();
		try (Reader reader = Files.newBufferedReader(file)) {
			stored.load(reader);
		}
		PrivateKey key = KeyFactory.getInstance("EC")
			.generatePrivate(new PKCS8EncodedKeySpec(Base64.getUrlDecoder().decode(stored.getProperty("key"))));
		SoftwareAuthenticator loaded = new SoftwareAuthenticator(origin, Algorithm.ES256, new KeyPair(null, key),
				Base64.getUrlDecoder().decode(stored.getProperty("id")));
		loaded.userHandle = stored.getProperty("handle");
		loaded.counter = Long.parseLong(stored.getProperty("counter"));
		return loaded;
	}

	/** Writes the passkey, in clear, for the next process. */
	public void store(Path file) {
		Properties stored = new Properties();
		stored.setProperty("key", text(this.privateKey.getEncoded()));
		stored.setProperty("id", text(this.credentialId));
		stored.setProperty("handle", this.userHandle);
		stored.setProperty("counter", Long.toString(this.counter));
		try (Writer writer = Files.newBufferedWriter(file)) {
			stored.store(writer, null);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

}
