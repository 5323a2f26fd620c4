package dev.gatehouse.standin;

import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A way for a provider to go wrong; a new one is one more constant or factory here, which
 * may spoil the genuine answer or never make it.
 */
public final class Failure {

	/**
	 * A 200 that says {@code bad_verification_code}, as a form unless JSON is asked for.
	 */
	public static final Failure BAD_VERIFICATION_CODE = oauthError(OAuthError.BAD_VERIFICATION_CODE);

	/**
	 * A 200 that says {@code incorrect_client_credentials}.
	 */
	public static final Failure INCORRECT_CLIENT_CREDENTIALS = oauthError(OAuthError.INCORRECT_CLIENT_CREDENTIALS);

	/**
	 * A 200 that says {@code redirect_uri_mismatch}.
	 */
	public static final Failure REDIRECT_URI_MISMATCH = oauthError(OAuthError.REDIRECT_URI_MISMATCH);

	/**
	 * The genuine answer as a form, although JSON was asked for.
	 */
	public static final Failure FORM_ENCODED = altered("form-encoded",
			(answer) -> answer.withHeader("Content-Type", Answer.FORM));

	/**
	 * A 200 with a page for people.
	 */
	public static final Failure HTML = body("HTML", Answer.HTML,
			"<!DOCTYPE html><html><body><h1>Unicorn!</h1></body></html>");

	/**
	 * The first half of the genuine answer, as if it were all.
	 */
	public static final Failure TRUNCATED_JSON = altered("truncated JSON",
			(answer) -> answer.withBody(answer.text().substring(0, answer.text().length() / 2)));

	/**
	 * A 200 with no body.
	 */
	public static final Failure EMPTY = body("empty body", Answer.JSON, "");

	/**
	 * A 200 whose JSON is {@code null}.
	 */
	public static final Failure JSON_NULL = body("JSON null", Answer.JSON, "null");

	/**
	 * A 200 whose JSON is an array that holds an object.
	 */
	public static final Failure JSON_ARRAY = body("JSON array", Answer.JSON, "[{}]");

	/**
	 * A 200 whose JSON is an object without members.
	 */
	public static final Failure JSON_OBJECT = body("JSON object", Answer.JSON, "{}");

	/**
	 * The genuine answer without its {@code access_token}.
	 */
	public static final Failure MISSING_ACCESS_TOKEN = without("access_token");

	/**
	 * The genuine answer without its {@code id}.
	 */
	public static final Failure MISSING_ID = without("id");

	/**
	 * The genuine answer with an {@code id} of {@code null}.
	 */
	public static final Failure NULL_ID = with("id", null);

	/**
	 * The genuine answer with an {@code id} that is a string.
	 */
	public static final Failure STRING_ID = with("id", "583231");

	/**
	 * The headers at once, then one byte of the genuine answer a second.
	 */
	public static final Failure DRIP = drip(Duration.ofSeconds(1));

	/**
	 * The genuine answer behind five megabytes of white space: valid, of undeclared
	 * length, and too much.
	 */
	public static final Failure HUGE_BODY = new Failure("huge body", Behaviours::huge);

	/**
	 * A connection closed before anything was answered.
	 */
	public static final Failure CONNECTION_CLOSED = new Failure("connection closed", Behaviours::close);

	/**
	 * A connection closed in the middle of a body whose length was declared.
	 */
	public static final Failure CONNECTION_CUT = new Failure("connection cut", Behaviours::cut);

	static final Failure NONE = new Failure("none", (exchange) -> exchange.send(exchange.genuine().get()));

	private final String name;

	private final Behaviour behaviour;

	private Failure(String name, Behaviour behaviour) {
		this.name = name;
		this.behaviour = behaviour;
	}

	/**
	 * An HTTP status with GitHub's JSON message; 429 comes with {@code Retry-After}.
	 */
	public static Failure status(int status) {
		return new Failure("status " + status, (exchange) -> {
			Answer answer = UserHandler.message(status, "Failing as asked");
			exchange.send((status == 429) ? answer.withHeader("Retry-After", "60") : answer);
		});
	}

	/**
	 * A 200 that says any error, as a form unless JSON is asked for.
	 */
	public static Failure oauthError(String code, String description) {
		return oauthError(OAuthError.tokenError(code, description));
	}

	/**
	 * The genuine answer without a member, in every element if it is an array.
	 */
	public static Failure without(String member) {
		return altered("no " + member, (answer) -> Members.without(answer, member));
	}

	/**
	 * The genuine answer with another value of a member, in every element if it is an
	 * array.
	 */
	public static Failure with(String member, @Nullable Object value) {
		return altered(member + " " + value, (answer) -> Members.with(answer, member, value));
	}

	/**
	 * A 200 with any content type and body.
	 */
	public static Failure body(String contentType, String body) {
		return body("body " + body, contentType, body);
	}

	/**
	 * A 302 to elsewhere.
	 */
	public static Failure redirect(String location) {
		return new Failure("redirect", (exchange) -> exchange.send(Answer.redirect(location)));
	}

	/**
	 * The genuine answer, after a silence.
	 */
	public static Failure slow(Duration delay) {
		return new Failure("slow", (exchange) -> Behaviours.slow(exchange, delay));
	}

	/**
	 * The headers at once, then the genuine answer byte by byte, a pause before each.
	 */
	public static Failure drip(Duration pause) {
		return new Failure("drip", (exchange) -> Behaviours.drip(exchange, pause));
	}

	/**
	 * Returns a short name, fit for that of a parameterised test.
	 */
	@Override
	public String toString() {
		return this.name;
	}

	void answer(Exchange exchange) throws IOException {
		this.behaviour.answer(exchange);
	}

	private static Failure oauthError(OAuthError error) {
		return new Failure(error.code(),
				(exchange) -> exchange.send(AccessTokenHandler.error(exchange.request(), error)));
	}

	private static Failure body(String name, String contentType, String body) {
		return new Failure(name, (exchange) -> exchange.send(Answer.of(200, contentType, body)));
	}

	private static Failure altered(String name, UnaryOperator<Answer> alteration) {
		return new Failure(name, (exchange) -> exchange.send(alteration.apply(exchange.genuine().get())));
	}

	/**
	 * What is done instead of sending the genuine answer.
	 */
	@FunctionalInterface
	interface Behaviour {

		void answer(Exchange exchange) throws IOException;

	}

}
