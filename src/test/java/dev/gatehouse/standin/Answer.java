package dev.gatehouse.standin;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer not yet sent, so that a failure can spoil it first; its body is a map or a
 * list, or text that is sent as it is.
 */
record Answer(int status, Map<String, String> headers, Object body) {

	static final String JSON = "application/json; charset=utf-8";

	static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

	static final String HTML = "text/html; charset=utf-8";

	private static final JsonMapper MAPPER = JsonMapper.shared();

	static Answer of(int status, String contentType, Object body) {
		return new Answer(status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body);
	}

	static Answer json(int status, Object body) {
		return of(status, JSON, body);
	}

	static Answer redirect(String location) {
		return of(302, HTML, "").withHeader("Location", location);
	}

	Answer withHeader(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new Answer(this.status, headers, this.body);
	}

	Answer withBody(Object body) {
		return new Answer(this.status, this.headers, body);
	}

	void writeTo(HttpServletResponse response) throws IOException {
		writeHeadersTo(response);
		byte[] bytes = bytes();
		response.setContentLength(bytes.length);
		response.getOutputStream().write(bytes);
	}

	void writeHeadersTo(HttpServletResponse response) {
		response.setStatus(this.status);
		this.headers.forEach(response::setHeader);
	}

	byte[] bytes() {
		return text().getBytes(StandardCharsets.UTF_8);
	}

	String text() {
		if (this.body instanceof String text) {
			return text;
		}
		if (this.body instanceof Map<?, ?> members && FORM.equals(this.headers.get("Content-Type"))) {
			return form(members);
		}
		return MAPPER.writeValueAsString(this.body);
	}

	/**
	 * Writes members as a form, also as the query of a redirect.
	 */
	static String form(Map<?, ?> members) {
		return members.entrySet()
			.stream()
			.map((member) -> encode(member.getKey()) + "=" + encode(member.getValue()))
			.collect(Collectors.joining("&"));
	}

	private static String encode(Object text) {
		return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
	}

}
