package dev.gatehouse.support;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Http.Call;

/**
 * The cookies of a browser, held so that a test can leave one out or change it.
 */
public final class Cookies {

	private final Map<String, String> values = new LinkedHashMap<>();

	/** Takes what an answer sets, and drops what it clears. */
	public Cookies take(Answer answer) {
		for (String cookie : answer.headers("Set-Cookie")) {
			String[] pair = cookie.split(";", 2)[0].split("=", 2);
			if (cookie.contains("Max-Age=0")) {
				this.values.remove(pair[0]);
			}
			else {
				this.values.put(pair[0], pair[1]);
			}
		}
		return this;
	}

	public Cookies put(String name, String value) {
		this.values.put(name, value);
		return this;
	}

	public String get(String name) {
		return this.values.getOrDefault(name, "");
	}

	/** The values alone. */
	public Collection<String> all() {
		return this.values.values();
	}

	public boolean isEmpty() {
		return this.values.isEmpty();
	}

	/** All of them, without the CSRF header. */
	public Call on(Call call) {
		return call.header("Cookie",
				this.values.entrySet()
					.stream()
					.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
					.collect(Collectors.joining("; ")));
	}

	/** All of them, with the CSRF header, as a page of ours would. */
	public Call fromOurPage(Call call) {
		return on(call).header("X-XSRF-TOKEN", this.values.getOrDefault("__Host-XSRF-TOKEN", get("XSRF-TOKEN")));
	}

}
