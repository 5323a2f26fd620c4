package dev.gatehouse.standin;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived, so that a test can assert what was said to the provider and
 * what was not.
 *
 * @param method the HTTP method
 * @param path the path, without the query
 * @param headers the headers, their names in any case
 * @param parameters the parameters of the query and of a form, decoded
 */
public record RecordedRequest(String method, String path, Map<String, List<String>> headers,
		Map<String, List<String>> parameters) {

	/**
	 * Returns the first value of a header, or {@code null} if it was not sent.
	 */
	public @Nullable String header(String name) {
		return first(this.headers.get(name));
	}

	/**
	 * Returns the first value of a parameter, or {@code null} if it was not sent.
	 */
	public @Nullable String parameter(String name) {
		return first(this.parameters.get(name));
	}

	static RecordedRequest of(HttpServletRequest request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String name : Collections.list(request.getHeaderNames())) {
			headers.put(name, List.copyOf(Collections.list(request.getHeaders(name))));
		}
		Map<String, List<String>> parameters = new TreeMap<>();
		request.getParameterMap().forEach((name, values) -> parameters.put(name, List.copyOf(Arrays.asList(values))));
		return new RecordedRequest(request.getMethod(), request.getRequestURI(), Collections.unmodifiableMap(headers),
				Collections.unmodifiableMap(parameters));
	}

	private static @Nullable String first(@Nullable List<String> values) {
		return (values != null) ? values.get(0) : null;
	}

}
