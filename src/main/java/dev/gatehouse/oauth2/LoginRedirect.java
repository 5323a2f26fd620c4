package dev.gatehouse.oauth2;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.RedirectStrategy;
import org.springframework.stereotype.Component;

/**
 * Sends the user to the provider: a redirect for browsers, the address as JSON for
 * scripts and single-page apps, which cannot follow a redirect to another origin.
 */
@Component
class LoginRedirect implements RedirectStrategy {

	private final JsonMapper json;

	LoginRedirect(JsonMapper json) {
		this.json = json;
	}

	@Override
	public void sendRedirect(HttpServletRequest request, HttpServletResponse response, String url) throws IOException {
		if (Accepted.isJson(request)) {
			response.setContentType(MediaType.APPLICATION_JSON_VALUE);
			this.json.writeValue(response.getOutputStream(), Map.of("url", url));
			return;
		}
		response.setStatus(HttpStatus.FOUND.value());
		response.setHeader(HttpHeaders.LOCATION, url);
	}

}
