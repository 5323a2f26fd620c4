package dev.gatehouse.apikey;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * Finds the key in the {@code X-API-Key} header, and only there. A key in the URL is
 * refused even beside a good header, because it is exposed.
 */
@Component
public class ApiKeyAuthenticationConverter implements AuthenticationConverter {

	/** The header that carries the key. */
	public static final String HEADER = "X-API-Key";

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		if (isKeyIn(request.getQueryString())) {
			throw Scheme.API_KEY.refuse(ProblemCode.API_KEY_IN_URL);
		}
		List<String> values = Collections.list(request.getHeaders(HEADER));
		if (values.isEmpty()) {
			return null;
		}
		if (values.size() > 1 || values.get(0).contains(",")) {
			throw Scheme.API_KEY.refuse(ProblemCode.API_KEY_REPEATED);
		}
		return ApiKeySecret.parse(values.get(0))
			.map(ApiKeyAuthenticationToken::new)
			.orElseThrow(() -> Scheme.API_KEY.refuse(ProblemCode.API_KEY_INVALID));
	}

	private static boolean isKeyIn(@Nullable String query) {
		return query != null && (ApiKeySecret.isIn(query) || ApiKeySecret.isIn(decode(query)));
	}

	private static String decode(String query) {
		try {
			return UriUtils.decode(query, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException malformed) {
			return query;
		}
	}

}
