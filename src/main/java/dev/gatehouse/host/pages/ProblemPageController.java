package dev.gatehouse.host.pages;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.gatehouse.caller.ResponseHeaders;
import dev.gatehouse.host.pages.ProblemCatalogue.Entry;
import dev.gatehouse.host.pages.ProblemCatalogue.Example;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.util.HtmlUtils;

/**
 * The page behind the {@code type} of every problem: what it means, what usually causes
 * it, how to mend it. Generated from the catalogue.
 */
@ApiController
final class ProblemPageController {

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private static final String PAGE = """
			<!doctype html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<meta name="color-scheme" content="light dark">
			<title>%1$s · Gatehouse</title>
			<link rel="icon" href="/gatehouse.svg" type="image/svg+xml">
			<link rel="stylesheet" href="/gatehouse.css">
			<script type="module" src="/js/problem.js"></script>
			</head>
			<body>
			<a class="skip" href="#content">Skip to the content</a>
			<header class="bar">
			<a class="brand" href="/"><img src="/gatehouse.svg" alt="" width="28" height="28">Gatehouse</a>
			<nav aria-label="Page">
			<a href="/#choose">Choose</a>
			<a href="/#compare">Compare</a>
			<a href="/#try">Try</a>
			<a href="/problems">Errors</a>
			</nav>
			</header>
			<main id="content" tabindex="-1">
			<article class="article">
			<h1>%1$s</h1>
			%2$s
			</article>
			<p id="announce" class="unseen" role="status"></p>
			</main>
			<footer>
			<p>Gatehouse answers every error in this one shape: <code>application/problem+json</code>, RFC 9457.</p>
			<p><a href="/problems">All problems</a> <a href="/">The three schemes</a></p>
			</footer>
			</body>
			</html>
			""";

	private final String publicUrl;

	ProblemPageController(@Value("${gatehouse.public-url}") String publicUrl) {
		this.publicUrl = publicUrl;
	}

	@GetMapping("/problems")
	ResponseEntity<String> index() {
		Map<HttpStatus, List<Entry>> byStatus = ProblemCatalogue.all()
			.stream()
			.collect(Collectors.groupingBy(Entry::status, TreeMap::new, Collectors.toList()));
		String sections = byStatus.entrySet()
			.stream()
			.map((group) -> "<h2>%s</h2>\n<ul class=\"problems\">\n%s\n</ul>".formatted(name(group.getKey()),
					group.getValue().stream().map(ProblemPageController::entry).collect(Collectors.joining("\n"))))
			.collect(Collectors.joining("\n"));
		return page("Problems", """
				<p class="lead">Every error of this service names a code, and each code has a page: what it means, what
				usually causes it, and how to mend it. A code never changes, so a program may branch on it.</p>
				""" + sections);
	}

	@GetMapping("/problems/{code}")
	ResponseEntity<String> page(@PathVariable String code) {
		Entry entry = ProblemCatalogue.named(code)
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND, "There is no such problem"));
		return page(entry.code(),
				"""
						<p class="lead"><strong>%s.</strong> %s.</p>
						<h2>What it means</h2>
						<p>%s</p>
						<h2>What usually causes it</h2>
						<p>%s</p>
						<h2>How to mend it</h2>
						<p>%s</p>
						%s""".formatted(name(entry.status()), escape(entry.problem().detail()), escape(entry.meaning()),
						escape(entry.cause()), escape(entry.remedy()),
						(entry.example() != null) ? example(entry.example()) : ""));
	}

	private static String entry(Entry entry) {
		return "<li><a href=\"/problems/%1$s\">%1$s</a> %2$s</li>".formatted(entry.code(),
				escape(entry.problem().detail()));
	}

	private String example(Example example) {
		String end = (example.status() != null) ? "It ends in %s.".formatted(name(HttpStatus.valueOf(example.status())))
				: "";
		String variables = example.variables().isEmpty() ? "" : "Here " + example.variables() + ".";
		return """
				<div class="request"><pre><code>%s</code></pre></div>
				<p class="hint">%s</p>""".formatted(escape(example.command(this.publicUrl)),
				escape((end + " " + variables).strip()));
	}

	private static String name(HttpStatus status) {
		return status.value() + " " + status.getReasonPhrase();
	}

	private static ResponseEntity<String> page(String title, String content) {
		return ResponseEntity.ok()
			.contentType(HTML)
			.header(ResponseHeaders.POLICY, PagePolicy.VALUE)
			.body(PAGE.formatted(title, content));
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
	}

}
