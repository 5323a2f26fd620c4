package dev.gatehouse.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plain HTTP client for tests: follows no redirect, keeps no cookie unless given a jar.
 */
public final class Http {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final String base;

	private final HttpClient client;

	public Http(String base) {
		this(base, null);
	}

	public Http(String base, @Nullable CookieHandler jar) {
		this.base = base;
		HttpClient.Builder builder = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(Duration.ofSeconds(5));
		if (jar != null) {
			builder.cookieHandler(jar);
		}
		this.client = builder.build();
	}

	public Call get(String path) {
		return new Call("GET", path);
	}

	public Call post(String path) {
		return new Call("POST", path);
	}

	public Call call(String method, String path) {
		return new Call(method, path);
	}

	/**
	 * A request under construction.
	 */
	public final class Call {

		private final HttpRequest.Builder request;

		private final String method;

		private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

		private Call(String method, String path) {
			this.method = method;
			this.request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : Http.this.base + path))
				.timeout(Duration.ofSeconds(30));
		}

		public Call header(String name, String value) {
			this.request.header(name, value);
			return this;
		}

		public Call bearer(String token) {
			return header("Authorization", "Bearer " + token);
		}

		public Call apiKey(String key) {
			return header("X-API-Key", key);
		}

		public Call json(String text) {
			return body("application/json", text);
		}

		public Call body(String type, String text) {
			this.request.header("Content-Type", type);
			this.body = BodyPublishers.ofString(text);
			return this;
		}

		/** Sends the body in chunks, without telling its length. */
		public Call chunked(String type, byte[] bytes) {
			this.request.header("Content-Type", type);
			this.body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
			return this;
		}

		public Answer send() {
			try {
				return new Answer(Http.this.client.send(this.request.method(this.method, this.body).build(),
						BodyHandlers.ofString()));
			}
			catch (IOException failed) {
				throw new UncheckedIOException(failed);
			}
			catch (InterruptedException interrupted) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(interrupted);
			}
		}

	}

	/**
	 * A response.
	 */
	public record Answer(HttpResponse<String> response) {

		public int status() {
			return this.response.statusCode();
		}

		public String body() {
			return this.response.body();
		}

		public JsonNode json() {
			return json.readTree(body());
		}

		public String text(String member) {
			return body().isEmpty() ? "" : json().path(member).asString("");
		}

		public String code() {
			return header("Content-Type").startsWith("application/problem+json") ? text("code") : "";
		}

		/** The first value, or an empty text. */
		public String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		public List<String> headers(String name) {
			return this.response.headers().allValues(name);
		}

		public Optional<String> cookie(String namePrefix) {
			return headers("Set-Cookie").stream().filter((cookie) -> cookie.startsWith(namePrefix)).findFirst();
		}

		/** Status, code and challenges, as the policy table writes them. */
		public String summary() {
			String challenges = String.join(" + ", headers("WWW-Authenticate"));
			return (status() + " " + code() + " " + challenges).strip().replaceAll(" +", " ");
		}

		@Override
		public String toString() {
			return status() + " " + this.response.headers().map() + " " + body();
		}

	}

}
