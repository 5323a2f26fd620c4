package dev.gatehouse.caller;

/**
 * Published for each presented credential, for metrics.
 *
 * @param scheme the way in, such as {@code api_key}
 * @param outcome {@link #SUCCESS} or the code of the refusal
 */
public record AuthenticationOutcome(String scheme, String outcome) {

	/** The outcome of a credential that was accepted. */
	public static final String SUCCESS = "success";

}
