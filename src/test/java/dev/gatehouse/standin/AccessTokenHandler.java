package dev.gatehouse.standin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a code for an access token; every error is a 200 with an {@code error}
 * member, and the answer is a form unless JSON is asked for, as GitHub documents.
 */
final class AccessTokenHandler {

	private final Grants grants;

	AccessTokenHandler(Grants grants) {
		this.grants = grants;
	}

	Answer exchange(HttpServletRequest request) {
		if (!ClientCredentials.of(request).areCorrect()) {
			return error(request, OAuthError.INCORRECT_CLIENT_CREDENTIALS);
		}
		String code = request.getParameter("code");
		Optional<Grants.Grant> grant = (code != null) ? this.grants.redeem(code) : Optional.empty();
		if (grant.isEmpty()) {
			return error(request, OAuthError.BAD_VERIFICATION_CODE);
		}
		String redirectUri = request.getParameter("redirect_uri");
		if (redirectUri != null && !redirectUri.equals(grant.get().redirectUri())) {
			return error(request, OAuthError.REDIRECT_URI_MISMATCH);
		}
		if (!verifies(request.getParameter("code_verifier"), grant.get().codeChallenge())) {
			return error(request, OAuthError.BAD_VERIFICATION_CODE);
		}
		return success(request, grant.get());
	}

	static Answer error(HttpServletRequest request, OAuthError error) {
		return answer(request, error.members());
	}

	private Answer success(HttpServletRequest request, Grants.Grant grant) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("access_token", this.grants.issueToken(grant));
		members.put("scope", grant.scope().toString());
		members.put("token_type", "bearer");
		return answer(request, members);
	}

	private static Answer answer(HttpServletRequest request, Map<String, Object> members) {
		String accept = request.getHeader("Accept");
		boolean json = accept != null && accept.contains("application/json");
		return Answer.of(200, json ? Answer.JSON : Answer.FORM, members);
	}

	/**
	 * RFC 7636, section 4.6: a code issued with a challenge needs its verifier, any other
	 * code needs none.
	 */
	static boolean verifies(@Nullable String verifier, @Nullable String challenge) {
		if (challenge == null) {
			return true;
		}
		return verifier != null && challenge.equals(challengeOf(verifier));
	}

	private static String challengeOf(String verifier) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
