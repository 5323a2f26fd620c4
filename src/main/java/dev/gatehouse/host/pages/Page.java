package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import dev.gatehouse.caller.ResponseHeaders;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;

/**
 * A page, or a part of one: a template from the resources' folder {@code pages} whose
 * <code>{{placeholders}}</code> are filled in one by one.
 *
 * @param html the text so far
 */
record Page(String html) {

	static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	/** A page may load what this service serves itself. */
	static final String POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	static Page template(String name) {
		try {
			return new Page(new ClassPathResource("pages/" + name).getContentAsString(StandardCharsets.UTF_8));
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	/** Fills in a text, escaped. */
	Page with(String placeholder, String text) {
		return withHtml(placeholder, HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name()));
	}

	/** Fills in HTML as it is. */
	Page withHtml(String placeholder, String html) {
		return new Page(this.html.replace("{{" + placeholder + "}}", html));
	}

	static ResponseEntity.BodyBuilder ok(String policy) {
		return status(HttpStatus.OK, policy);
	}

	static ResponseEntity.BodyBuilder status(HttpStatus status, String policy) {
		return ResponseEntity.status(status).contentType(HTML).header(ResponseHeaders.POLICY, policy);
	}

}
