package dev.gatehouse.problem;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The page behind the {@code type} of every problem: what it means, what usually causes
 * it, how to mend it. Generated from the catalogue.
 */
@RestController
final class ProblemPageController {

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	@GetMapping("/problems")
	ResponseEntity<String> index() {
		String rows = Arrays.stream(ProblemCode.values())
			.map((code) -> "<li><a href=\"/problems/%1$s\"><code>%1$s</code></a> %2$d: %3$s</li>".formatted(code.code(),
					code.status().value(), escape(code.detail())))
			.collect(Collectors.joining("\n"));
		return page("Problems", "<ul>\n%s\n</ul>".formatted(rows));
	}

	@GetMapping("/problems/{code}")
	ResponseEntity<String> page(@PathVariable String code) {
		ProblemCode problem = ProblemCode.named(code)
			.orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND, "There is no such problem"));
		return page(problem.code(),
				"""
						<p><strong>%d %s</strong>: %s</p>
						<h2>What it means</h2>
						<p>%s</p>
						<h2>What usually causes it</h2>
						<p>%s</p>
						<h2>How to mend it</h2>
						<p>%s</p>
						<p><a href="/problems">All problems</a></p>""".formatted(problem.status().value(),
						problem.status().getReasonPhrase(), escape(problem.detail()), escape(problem.meaning()),
						escape(problem.usualCause()), escape(problem.remedy())));
	}

	private static ResponseEntity<String> page(String title, String content) {
		return ResponseEntity.ok()
			.contentType(HTML)
			.body("""
					<!doctype html>
					<html lang="en">
					<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1$s</title></head>
					<body>
					<h1>%1$s</h1>
					%2$s
					</body>
					</html>
					"""
				.formatted(title, content));
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
	}

}
