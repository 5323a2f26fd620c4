package dev.gatehouse.session;

import dev.gatehouse.jwt.AccessToken;

/**
 * What a login hands out.
 *
 * @param accessToken the token that opens the doors of scheme two
 */
public record OpenedSession(AccessToken accessToken) {

}
