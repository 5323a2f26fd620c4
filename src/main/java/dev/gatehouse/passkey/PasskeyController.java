package dev.gatehouse.passkey;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.gatehouse.attempt.LoginAttempt;
import dev.gatehouse.attempt.LoginAttempts;
import dev.gatehouse.attempt.LoginStarts;
import dev.gatehouse.passkey.PasskeyOwners.PasskeyOwner;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * The passkeys of an owner who has logged in. A passkey of another owner is not found.
 */
@ApiController
record PasskeyController(RelyingParty party, ApiProperties properties, LoginStarts starts, LoginAttempts attempts,
		ObjectProvider<Ceremonies> ceremonies, Passkeys passkeys, PasskeyOwners owners) {

	private static final String PATH = "/api/me/passkeys";

	private static final String PURPOSE = "passkey:register";

	private static final String LABEL = "[[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]\\u200c\\u200d]{1,100}";

	private static final String LABEL_RULE = "must have 1 to 100 characters, and none that control the text";

	/** The session is the secret: another one of the same owner cannot finish. */
	@PostMapping(PATH + "/options")
	CreationOptions options(Authentication caller, HttpServletRequest request, HttpServletResponse response) {
		this.party.requireOn();
		PasskeyOwner owner = this.owners.of(caller, request);
		List<Passkey> present = this.passkeys.of(owner.id());
		Passkeys.requireRoom(present);
		this.starts.require(request, response);
		LoginAttempt attempt = new LoginAttempt(Passkeys.random(), secret(owner), PURPOSE);
		this.attempts.begin(attempt, PasskeyLoginController.LIFETIME);
		return new CreationOptions(new Party(this.party.id, this.properties.realm()),
				new User(this.passkeys.userHandle(owner), owner.name(), owner.name()), attempt.handle(),
				Ceremonies.ALGORITHMS.stream().map((each) -> new Algorithm("public-key", each)).toList(),
				PasskeyLoginController.LIFETIME.toMillis(), present.stream().map(Descriptor::of).toList(),
				new Selection("required", true, "required"), "none");
	}

	@PostMapping(PATH)
	ResponseEntity<ListedPasskey> add(Authentication caller, @Valid @RequestBody NewPasskeyRequest body,
			HttpServletRequest request) {
		this.party.requireOn();
		PasskeyOwner owner = this.owners.of(caller, request);
		Ceremonies ceremonies = this.ceremonies.getObject();
		var answer = ceremonies.readRegistration(body.credential());
		if (this.attempts.finish(answer.challenge(), secret(owner), PURPOSE).isEmpty()) {
			throw new ProblemException(CommonProblem.LOGIN_ATTEMPT_INVALID);
		}
		Passkey made;
		try {
			made = ceremonies.verify(answer, owner, body.label(), this.passkeys.now());
		}
		catch (RuntimeException invalid) {
			this.passkeys.publish("passkey.refused", owner.id(), null, Ceremonies.reason(invalid));
			throw new ProblemException(PasskeyProblem.PASSKEY_NOT_ADDED);
		}
		this.passkeys.add(made);
		return ResponseEntity.created(URI.create(PATH + "/" + made.id())).body(ListedPasskey.of(made));
	}

	@GetMapping(PATH)
	PasskeyList list(Authentication caller, HttpServletRequest request) {
		List<Passkey> all = this.passkeys.of(this.owners.of(caller, request).id());
		return new PasskeyList(all.stream().map(ListedPasskey::of).toList());
	}

	@PatchMapping(PATH + "/{id}")
	ListedPasskey rename(Authentication caller, @PathVariable UUID id, @Valid @RequestBody LabelRequest body,
			HttpServletRequest request) {
		return ListedPasskey.of(this.passkeys.rename(this.owners.of(caller, request), id, body.label()));
	}

	@DeleteMapping(PATH + "/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(Authentication caller, @PathVariable UUID id, HttpServletRequest request) {
		this.passkeys.remove(this.owners.of(caller, request), id);
	}

	private static String secret(PasskeyOwner owner) {
		return owner.id() + " " + owner.session();
	}

	/**
	 * What {@code PublicKeyCredential.parseCreationOptionsFromJSON} reads. Masks itself.
	 */
	record CreationOptions(Party rp, User user, String challenge, List<Algorithm> pubKeyCredParams, long timeout,
			List<Descriptor> excludeCredentials, Selection authenticatorSelection, String attestation) {

		@Override
		public String toString() {
			return "CreationOptions[…]";
		}

	}

	record Party(String id, String name) {
	}

	record User(String id, String name, String displayName) {
	}

	record Algorithm(String type, long alg) {
	}

	record Descriptor(String type, String id, List<String> transports) {

		static Descriptor of(Passkey passkey) {
			return new Descriptor("public-key", passkey.credentialId(),
					passkey.transports().isEmpty() ? List.of() : List.of(passkey.transports().split(" ")));
		}

	}

	record Selection(String residentKey, boolean requireResidentKey, String userVerification) {
	}

	/** With what {@code PublicKeyCredential.toJSON} writes. Masks itself when printed. */
	record NewPasskeyRequest(
			@NotBlank(message = "is required") @Pattern(regexp = LABEL, message = LABEL_RULE) String label,
			@NotNull(message = "is required") JsonNode credential) {

		@Override
		public String toString() {
			return "NewPasskeyRequest[…]";
		}

	}

	record LabelRequest(
			@NotBlank(message = "is required") @Pattern(regexp = LABEL, message = LABEL_RULE) String label) {
	}

	record PasskeyList(List<ListedPasskey> passkeys) {
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ListedPasskey(UUID id, String label, Instant createdAt, @Nullable Instant lastUsedAt, boolean backedUp) {

		static ListedPasskey of(Passkey passkey) {
			return new ListedPasskey(passkey.id(), passkey.label(), passkey.createdAt().toInstant(),
					(passkey.lastUsedAt() != null) ? passkey.lastUsedAt().toInstant() : null, passkey.backupState());
		}

	}

}
