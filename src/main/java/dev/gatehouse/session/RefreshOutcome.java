package dev.gatehouse.session;

/**
 * Published for each refresh token that was presented, for those who count.
 *
 * @param outcome such as {@code rotated} or {@code reused}; one of a few
 */
public record RefreshOutcome(String outcome) {

}
