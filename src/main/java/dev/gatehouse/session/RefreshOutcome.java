package dev.gatehouse.session;

/**
 * Published for each refresh token that was presented, for metrics.
 *
 * @param outcome such as {@code rotated} or {@code reused}, of a small set
 */
public record RefreshOutcome(String outcome) {

}
