package dev.gatehouse.problem;

import org.jspecify.annotations.Nullable;

/**
 * The body of every error (RFC 9457, with the extension members {@code code} and
 * {@code request_id}).
 */
record Problem(String type, String title, int status, String detail, String instance, String code,
		@Nullable String requestId) {

	static Problem of(ProblemCode code, String detail, String instance, @Nullable String requestId) {
		return new Problem("/problems/" + code.code(), code.status().getReasonPhrase(), code.status().value(), detail,
				instance, code.code(), requestId);
	}

}
