package dev.gatehouse.host.pages;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.gatehouse.host.edge.GatehouseProperties;
import dev.gatehouse.host.pages.ProblemCatalogue.Entry;
import dev.gatehouse.host.pages.ProblemCatalogue.Example;
import dev.gatehouse.problem.ApiController;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.NoHandlerFoundException;

/**
 * The page behind the {@code type} of every problem: what it means, what usually causes
 * it, how to fix it. Generated from the catalogue.
 */
@ApiController
record ProblemPageController(GatehouseProperties properties) {

	private static final Page FRAME = Page.template("frame.html");

	private static final Page PROBLEMS = Page.template("problems.html");

	private static final Page PROBLEM = Page.template("problem.html");

	private static final Page EXAMPLE = Page.template("example.html");

	private static final Page SECTION = new Page("<h2>{{status}}</h2>\n<ul class=\"problems\">\n{{problems}}\n</ul>");

	private static final Page ITEM = new Page("<li><a href=\"/problems/{{code}}\">{{code}}</a> {{detail}}</li>");

	@GetMapping("/problems")
	ResponseEntity<String> index() {
		Map<HttpStatus, List<Entry>> byStatus = ProblemCatalogue.all()
			.stream()
			.collect(Collectors.groupingBy(Entry::status, TreeMap::new, Collectors.toList()));
		String sections = byStatus.entrySet()
			.stream()
			.map((group) -> section(group.getKey(), group.getValue()))
			.collect(Collectors.joining("\n"));
		return page("Problems", PROBLEMS.withHtml("sections", sections));
	}

	@GetMapping("/problems/{code}")
	ResponseEntity<String> page(@PathVariable String code) throws NoHandlerFoundException {
		Entry entry = ProblemCatalogue.named(code)
			.orElseThrow(() -> new NoHandlerFoundException("GET", "/problems/" + code, HttpHeaders.EMPTY));
		return page(entry.code(),
				PROBLEM.with("status", name(entry.status()))
					.with("detail", entry.problem().detail())
					.with("meaning", entry.meaning())
					.with("cause", entry.cause())
					.with("remedy", entry.remedy())
					.withHtml("example", (entry.example() != null) ? example(entry.example()) : ""));
	}

	private static String section(HttpStatus status, List<Entry> entries) {
		return SECTION.with("status", name(status))
			.withHtml("problems",
					entries.stream()
						.map((entry) -> ITEM.with("code", entry.code()).with("detail", entry.problem().detail()).html())
						.collect(Collectors.joining("\n")))
			.html();
	}

	private String example(Example example) {
		String end = (example.status() != null) ? "It ends in %s.".formatted(name(HttpStatus.valueOf(example.status())))
				: "";
		String variables = example.variables().isEmpty() ? "" : "Here " + example.variables() + ".";
		return EXAMPLE.with("command", example.command(this.properties.publicUrl()))
			.with("hint", (end + " " + variables).strip())
			.html();
	}

	private static String name(HttpStatus status) {
		return status.value() + " " + status.getReasonPhrase();
	}

	private static ResponseEntity<String> page(String title, Page content) {
		return Page.ok(Page.POLICY).body(FRAME.with("title", title).withHtml("content", content.html()).html());
	}

}
