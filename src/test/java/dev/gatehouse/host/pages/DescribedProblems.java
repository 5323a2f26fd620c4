package dev.gatehouse.host.pages;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.MediaType;

import static dev.gatehouse.problem.CommonProblem.AMBIGUOUS_CREDENTIALS;
import static dev.gatehouse.apikey.ApiKeyProblem.ADDRESS_NOT_ALLOWED;
import static dev.gatehouse.apikey.ApiKeyProblem.API_KEY_EXPIRED;
import static dev.gatehouse.apikey.ApiKeyProblem.API_KEY_INVALID;
import static dev.gatehouse.apikey.ApiKeyProblem.API_KEY_IN_URL;
import static dev.gatehouse.apikey.ApiKeyProblem.API_KEY_MISSING;
import static dev.gatehouse.apikey.ApiKeyProblem.API_KEY_REVOKED;
import static dev.gatehouse.problem.CommonProblem.CSRF_FAILED;
import static dev.gatehouse.host.edge.EdgeProblem.BODY_TOO_SLOW;
import static dev.gatehouse.host.edge.EdgeProblem.HTTPS_REQUIRED;
import static dev.gatehouse.problem.CommonProblem.INTERNAL_ERROR;
import static dev.gatehouse.problem.CommonProblem.INVALID_REQUEST;
import static dev.gatehouse.problem.CommonProblem.METHOD_NOT_ALLOWED;
import static dev.gatehouse.problem.CommonProblem.NOT_ACCEPTABLE;
import static dev.gatehouse.problem.CommonProblem.ORIGIN_NOT_ALLOWED;
import static dev.gatehouse.problem.CommonProblem.PAYLOAD_TOO_LARGE;
import static dev.gatehouse.problem.CommonProblem.EXPECTATION_FAILED;
import static dev.gatehouse.problem.CommonProblem.RANGE_NOT_SATISFIABLE;
import static dev.gatehouse.problem.CommonProblem.RATE_LIMITED;
import static dev.gatehouse.host.edge.EdgeProblem.REQUEST_REJECTED;
import static dev.gatehouse.host.edge.EdgeProblem.TOO_MANY_BODIES;
import static dev.gatehouse.jwt.JwtProblem.REVOCATION_UNAVAILABLE;
import static dev.gatehouse.problem.CommonProblem.SERVICE_UNAVAILABLE;
import static dev.gatehouse.jwt.JwtProblem.TOKEN_EXPIRED;
import static dev.gatehouse.jwt.JwtProblem.TOKEN_INVALID;
import static dev.gatehouse.jwt.JwtProblem.TOKEN_MISSING;
import static dev.gatehouse.jwt.JwtProblem.TOKEN_REVOKED;
import static dev.gatehouse.problem.CommonProblem.UNSUPPORTED_MEDIA_TYPE;

/**
 * Gives each operation the problems that it can end in: those of its door, those of
 * having a body, and those that the notes add. Their texts are the catalogue's.
 */
final class DescribedProblems {

	private static final Comparator<ProblemCode> BY_STATUS = Comparator.comparing(ProblemCode::status)
		.thenComparing(ProblemCode::code);

	private static final Set<ProblemCode> OF_A_KEY = Set.of(API_KEY_IN_URL, AMBIGUOUS_CREDENTIALS, API_KEY_MISSING,
			API_KEY_INVALID, API_KEY_EXPIRED, API_KEY_REVOKED, ADDRESS_NOT_ALLOWED, RATE_LIMITED, SERVICE_UNAVAILABLE);

	private static final Set<ProblemCode> OF_A_TOKEN = Set.of(INVALID_REQUEST, TOKEN_MISSING, TOKEN_INVALID,
			TOKEN_EXPIRED, TOKEN_REVOKED, ORIGIN_NOT_ALLOWED, REVOCATION_UNAVAILABLE);

	private static final Set<ProblemCode> OF_A_BODY = Set.of(INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE,
			SERVICE_UNAVAILABLE);

	/** What any request can end in, and what is not repeated everywhere. */
	private static final Set<ProblemCode> OF_ANY = Set.of(REQUEST_REJECTED, HTTPS_REQUIRED, METHOD_NOT_ALLOWED,
			NOT_ACCEPTABLE, RANGE_NOT_SATISFIABLE, EXPECTATION_FAILED, BODY_TOO_SLOW, TOO_MANY_BODIES, INTERNAL_ERROR);

	private static final List<String> OF_A_BUDGET = List.of("RateLimit-Policy", "RateLimit", "Deprecation", "Sunset");

	/** In an operation of the notes: codes that are its own. */
	private static final String OWN = "x-problems";

	private static final Set<String> METHODS = Set.of("get", "post", "patch", "delete");

	private static final String COMPONENTS = "components";

	private DescribedProblems() {
	}

	static void addTo(Map<String, Object> description) {
		Map<ProblemCode, String> places = new TreeMap<>(BY_STATUS);
		Map<String, Object> paths = ApiNotes.at(description, "paths");
		for (String path : paths.keySet()) {
			for (String method : ApiNotes.at(paths, path).keySet()) {
				if (METHODS.contains(method)) {
					Set<ProblemCode> codes = describe(ApiNotes.at(paths, path, method), method);
					codes.forEach((code) -> places.putIfAbsent(code, path.replaceAll("\\{.*?}", "demoClient01")));
				}
			}
		}
		ApiNotes.at(description, COMPONENTS, "responses")
			.put("Problem", response("Any other problem: " + named(sorted(OF_ANY)), sorted(OF_ANY)));
		OF_ANY.forEach((code) -> places.putIfAbsent(code, "/api/data"));
		places.forEach((code, path) -> ApiNotes.at(description, COMPONENTS, "examples")
			.put(nameOf(code), Map.of("summary", code.detail(), "value", example(code, path))));
	}

	private static Set<ProblemCode> describe(Map<String, Object> operation, String method) {
		Set<String> doors = doors(operation);
		boolean byKey = doors.contains("apiKey");
		boolean byToken = doors.contains("bearer");
		boolean changes = !method.equals("get");
		Set<ProblemCode> codes = own(operation);
		if (byKey) {
			codes.addAll(OF_A_KEY);
		}
		if (byToken) {
			codes.addAll(OF_A_TOKEN);
		}
		if (byToken && changes) {
			codes.add(CSRF_FAILED);
		}
		if (byKey && byToken) {
			codes.remove(API_KEY_MISSING); // a token would do as well
		}
		if (operation.containsKey("requestBody")) {
			codes.addAll(OF_A_BODY);
		}
		if (byKey) {
			addHeaders(operation, OF_A_BUDGET);
		}
		addResponses(operation, codes, byKey, byToken);
		return codes;
	}

	private static Set<ProblemCode> own(Map<String, Object> operation) {
		Set<ProblemCode> codes = new TreeSet<>(BY_STATUS);
		if (operation.remove(OWN) instanceof List<?> listed) {
			listed.forEach((name) -> codes.add(ProblemCatalogue.codes()
				.filter((code) -> code.name().equalsIgnoreCase(name.toString()))
				.findFirst()
				.orElseThrow()));
		}
		return codes;
	}

	private static Set<String> doors(Map<String, Object> operation) {
		return (operation.get("security") instanceof List<?> alternatives) ? alternatives.stream()
			.flatMap((door) -> ((Map<?, ?>) door).keySet().stream())
			.map(Object::toString)
			.collect(Collectors.toSet()) : Set.of();
	}

	private static void addHeaders(Map<String, Object> operation, Collection<String> names) {
		Map<String, Object> success = ApiNotes.at(operation, "responses", "200");
		names.forEach((name) -> ApiNotes.at(success, "headers").put(name, header(name)));
	}

	private static void addResponses(Map<String, Object> operation, Set<ProblemCode> codes, boolean byKey,
			boolean byToken) {
		Map<String, Object> responses = ApiNotes.at(operation, "responses");
		Map<Integer, List<ProblemCode>> byStatus = codes.stream()
			.collect(Collectors.groupingBy((code) -> code.status().value(), TreeMap::new, Collectors.toList()));
		byStatus.forEach((status, some) -> {
			Map<String, Object> response = response(named(some), some);
			headersOf(status, byKey, byToken)
				.forEach((name) -> ApiNotes.at(response, "headers").put(name, header(name)));
			responses.put(status.toString(), response);
		});
		responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
	}

	private static Set<String> headersOf(int status, boolean byKey, boolean byToken) {
		Set<String> names = new LinkedHashSet<>();
		if (status == 401 || (byToken && (status == 400 || status == 403))) {
			names.add("WWW-Authenticate");
		}
		if (byKey && (status == 403 || status == 429)) { // it was charged to the budget
			names.addAll(OF_A_BUDGET);
		}
		if (status == 429 || status == 503) {
			names.add("Retry-After");
		}
		return names;
	}

	private static Map<String, Object> response(String text, Collection<ProblemCode> codes) {
		Map<String, Object> response = new LinkedHashMap<>(Map.of("description", text));
		Map<String, Object> content = ApiNotes.at(response, "content", MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		content.put("schema", Map.of("$ref", "#/components/schemas/Problem"));
		codes.forEach((code) -> ApiNotes.at(content, "examples")
			.put(code.code(), Map.of("$ref", "#/components/examples/" + nameOf(code))));
		return response;
	}

	private static Map<String, Object> example(ProblemCode code, String path) {
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("type", "/problems/" + code.code());
		problem.put("title", code.status().getReasonPhrase());
		problem.put("status", code.status().value());
		problem.put("detail", code.detail());
		problem.put("instance", path);
		problem.put("code", code.code());
		problem.put("request_id", "5d0c1c4e-8f5f-4b7a-9c0e-3a52f1f0a7d1");
		return problem;
	}

	/** The code, but for one that has two statuses. */
	private static String nameOf(ProblemCode code) {
		return code.name().toLowerCase(Locale.ROOT);
	}

	private static Map<String, Object> header(String name) {
		return Map.of("$ref", "#/components/headers/" + name);
	}

	private static List<ProblemCode> sorted(Collection<ProblemCode> codes) {
		return codes.stream().sorted(BY_STATUS).toList();
	}

	private static String named(Collection<ProblemCode> codes) {
		return codes.stream().map((code) -> "`" + code.code() + "`").collect(Collectors.joining(", "));
	}

}
