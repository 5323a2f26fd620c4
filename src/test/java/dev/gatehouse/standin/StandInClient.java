package dev.gatehouse.standin;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * Plays the browser and the application against the stand-in, over the wire and without
 * following redirects.
 */
final class StandInClient {

	static final String REDIRECT_URI = "http://localhost:8080/auth/github/callback";

	static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

	static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final GitHubStandIn gitHub;

	StandInClient(GitHubStandIn gitHub) {
		this.gitHub = gitHub;
	}

	Map<String, String> authorization(String... changes) {
		return changed(Map.of("client_id", GitHubStandIn.CLIENT_ID, "redirect_uri", REDIRECT_URI, "scope",
				"read:user user:email", "state", "s t&te=1"), changes);
	}

	Map<String, String> exchange(String code, String... changes) {
		return changed(Map.of("client_id", GitHubStandIn.CLIENT_ID, "client_secret", GitHubStandIn.CLIENT_SECRET,
				"code", code, "redirect_uri", REDIRECT_URI), changes);
	}

	HttpResponse<String> authorize(String accept, Map<String, String> parameters) {
		return send(request("/login/oauth/authorize?" + Answer.form(parameters)).header("Accept", accept));
	}

	Map<String, String> callback(Map<String, String> parameters) {
		return query(authorize("*/*", parameters).headers().firstValue("Location").orElseThrow());
	}

	String code(String... changes) {
		return Objects.requireNonNull(callback(authorization(changes)).get("code"), "No code was given");
	}

	HttpResponse<String> token(Map<String, String> form, String... headers) {
		HttpRequest.Builder request = request(Endpoint.TOKEN.path()).POST(BodyPublishers.ofString(Answer.form(form)))
			.header("Content-Type", "application/x-www-form-urlencoded");
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	JsonNode tokenJson(Map<String, String> form) {
		return json(token(form, "Accept", "application/json"));
	}

	String accessToken(String... changes) {
		return tokenJson(exchange(code(changes))).get("access_token").asString();
	}

	HttpResponse<String> get(String path, String accessToken) {
		return send(request(path).header("Authorization", "Bearer " + accessToken));
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.gitHub.url() + path));
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return trySend(request);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	HttpResponse<String> trySend(HttpRequest.Builder request) throws IOException {
		return exchange(request, BodyHandlers.ofString());
	}

	<T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) throws IOException {
		try {
			return this.client.send(request.build(), handler);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	static Map<String, String> query(String uri) {
		Map<String, String> query = new LinkedHashMap<>();
		UriComponentsBuilder.fromUriString(uri)
			.build()
			.getQueryParams()
			.forEach((name, values) -> query.put(decode(name), decode(values.get(0))));
		return query;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private static Map<String, String> changed(Map<String, String> parameters, String... changes) {
		Map<String, String> changed = new HashMap<>(parameters);
		for (int i = 0; i < changes.length; i += 2) {
			changed.put(changes[i], changes[i + 1]);
		}
		return changed;
	}

}
