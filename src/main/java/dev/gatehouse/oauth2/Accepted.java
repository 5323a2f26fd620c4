package dev.gatehouse.oauth2;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Tells browsers from programs by what they accept by name: who takes anything is
 * neither.
 */
final class Accepted {

	private Accepted() {
	}

	/** A browser. */
	static boolean isHtml(HttpServletRequest request) {
		return names(request, MediaType.TEXT_HTML);
	}

	/** A script, or a single-page app. */
	static boolean isJson(HttpServletRequest request) {
		return names(request, MediaType.APPLICATION_JSON) && !isHtml(request);
	}

	private static boolean names(HttpServletRequest request, MediaType type) {
		try {
			List<MediaType> accepted = MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT));
			return accepted.stream().anyMatch((each) -> each.equalsTypeAndSubtype(type) && each.getQualityValue() > 0);
		}
		catch (InvalidMediaTypeException malformed) {
			return false;
		}
	}

}
