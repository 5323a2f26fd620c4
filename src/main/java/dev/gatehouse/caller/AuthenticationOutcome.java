package dev.gatehouse.caller;

/**
 * Published for each credential that was presented, for those who count.
 *
 * @param scheme the way in, such as {@code api_key}
 * @param outcome {@link #SUCCESS} or the code of the refusal; one of a few
 */
public record AuthenticationOutcome(String scheme, String outcome) {

	/** The outcome of a credential that was accepted. */
	public static final String SUCCESS = "success";

}
