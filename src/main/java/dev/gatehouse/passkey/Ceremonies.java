package dev.gatehouse.passkey;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.server.ServerProperty;
import dev.gatehouse.passkey.PasskeyOwners.PasskeyOwner;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

/**
 * Reads and verifies what authenticators answer (Web Authentication, sections 7.1 and
 * 7.2). The one class that knows the library. Made at the first use, which takes time.
 */
@Component
@Lazy
class Ceremonies {

	/** ES256, EdDSA and RS256, which nearly all authenticators have one of. */
	static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	private final List<PublicKeyCredentialParameters> parameters = ALGORITHMS.stream()
		.map(COSEAlgorithmIdentifier::create)
		.map((each) -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, each))
		.toList();

	private final ObjectConverter objects = new ObjectConverter();

	/** Believes no attestation: it is not asked for. */
	private final WebAuthnManager library = WebAuthnManager.createNonStrictWebAuthnManager(this.objects);

	private final RelyingParty party;

	Ceremonies(RelyingParty party) {
		this.party = party;
	}

	/** Reads what a browser answers to a login. Nothing is verified yet. */
	Answer<AuthenticationData> readLogin(JsonNode credential) {
		return wellFormed(() -> {
			AuthenticationData data = this.library.parseAuthenticationResponseJSON(credential.toString());
			return new Answer<>(credential, data, Objects.requireNonNull(data.getCollectedClientData()),
					Objects.requireNonNull(data.getAuthenticatorData()));
		});
	}

	/** Reads what a browser answers to a registration. Nothing is verified yet. */
	Answer<RegistrationData> readRegistration(JsonNode credential) {
		return wellFormed(() -> {
			RegistrationData data = this.library.parseRegistrationResponseJSON(credential.toString());
			return new Answer<>(credential, data, Objects.requireNonNull(data.getCollectedClientData()),
					Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData());
		});
	}

	/**
	 * Verifies all but the challenge and the counter, which one statement each decides.
	 * Whatever exception it throws, the answer is refused.
	 */
	// Java 25 reads the library's annotation as one of the bytes, not of their array
	@SuppressWarnings("NullAway")
	void verify(Answer<AuthenticationData> answer, Passkey passkey) {
		Assert.isTrue(passkey.userHandle().equals(text(answer.data().getUserHandle())), "another user handle");
		COSEKey key = this.objects.getCborMapper().readValue(bytes(passkey.publicKey()), COSEKey.class);
		var stored = new CredentialRecordImpl(null, true, passkey.backupEligible(), passkey.backupState(), 0,
				new AttestedCredentialData(new AAGUID(passkey.aaguid()), bytes(passkey.credentialId()), key), null,
				null, null, null);
		this.library.verify(answer.data(), new AuthenticationParameters(expected(answer), stored, null, true));
	}

	/** The same for a registration. Answers what is to be stored. */
	Passkey verify(Answer<RegistrationData> answer, PasskeyOwner owner, String label, OffsetDateTime now) {
		this.library.verify(answer.data(), new RegistrationParameters(expected(answer), this.parameters, true));
		AttestedCredentialData attested = Objects.requireNonNull(answer.signed().getAttestedCredentialData());
		// a key that cannot verify would be noticed at the first login only
		Objects.requireNonNull(attested.getCOSEKey().getPublicKey());
		String transports = Stream.ofNullable(answer.data().getTransports())
			.flatMap(Set::stream)
			.map(AuthenticatorTransport::getValue)
			.filter((way) -> way.matches("[a-z-]{1,20}"))
			.sorted()
			.limit(8)
			.collect(Collectors.joining(" "));
		return new Passkey(UUID.randomUUID(), owner.id(), text(attested.getCredentialId()), "",
				text(this.objects.getCborMapper().writeValueAsBytes(attested.getCOSEKey())), answer.signCount(),
				answer.signed().isFlagBE(), answer.isBackedUp(),
				Objects.requireNonNull(attested.getAaguid().getValue()), transports, label, now, null);
	}

	/**
	 * What the library compares with. The challenge has been used up, so it is compared
	 * with itself. The library ignores the type, and the case, the port and the path of
	 * an origin, so these are compared here.
	 */
	private ServerProperty expected(Answer<?> answer) {
		JsonNode credential = answer.credential();
		Assert.isTrue(credential.path("type").asString("").equals("public-key"), "another type");
		JsonNode client = this.objects.getJsonMapper()
			.readTree(bytes(credential.at("/response/clientDataJSON").asString()));
		Assert.isTrue(client.path("origin").asString("").equals(this.party.origin), "another origin");
		return ServerProperty.builder()
			.origin(new Origin(this.party.origin))
			.rpId(this.party.id)
			.challenge(answer.client().getChallenge())
			.build();
	}

	private static <T> T wellFormed(Supplier<T> parser) {
		try {
			return parser.get();
		}
		catch (RuntimeException malformed) {
			throw new ProblemException(CommonProblem.INVALID_REQUEST,
					"credential must be what navigator.credentials gave, by its method toJSON");
		}
	}

	/**
	 * For the trail: the name of the check that failed, since the library's texts quote.
	 */
	static String reason(RuntimeException invalid) {
		return invalid.getClass().getSimpleName().replaceFirst("Exception$", "");
	}

	/** Base64 for URLs, as browsers write bytes. */
	private static String text(byte @Nullable [] bytes) {
		return (bytes != null) ? BASE64.encodeToString(bytes) : "";
	}

	private static byte[] bytes(String text) {
		return Base64.getUrlDecoder().decode(text);
	}

	/** What a browser answers, well-formed: {@code signed} is by the authenticator. */
	record Answer<D>(JsonNode credential, D data, CollectedClientData client, AuthenticatorData<?> signed) {

		String challenge() {
			return text(this.client.getChallenge().getValue());
		}

		String credentialId() {
			return this.credential.path("rawId").asString("");
		}

		long signCount() {
			return this.signed.getSignCount();
		}

		boolean isBackedUp() {
			return this.signed.isFlagBS();
		}

	}

}
