package dev.gatehouse.standin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.web.util.HtmlUtils;

/**
 * What a browser sees: no script, nothing from elsewhere, and everything escaped that was
 * not written here.
 */
final class Pages {

	private static final String PAGE = """
			<!DOCTYPE html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<title>%1$s - GitHub stand-in</title>
			<style>
			body { font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #f6f8fa; margin: 0; }
			main { max-width: 26rem; margin: 12vh auto; padding: 1.5rem 2rem; background: #fff; border: 1px solid #d1d9e0; border-radius: 12px; }
			h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
			p, small { color: #59636e; }
			ul { list-style: none; margin: 1rem 0; padding: 0; }
			li a { display: flex; justify-content: space-between; padding: .6rem .8rem; margin-bottom: .5rem; border: 1px solid #d1d9e0; border-radius: 8px; }
			a { color: #0969da; text-decoration: none; overflow-wrap: anywhere; }
			li a:hover, li a:focus { background: #ddf4ff; border-color: #0969da; }
			</style>
			</head>
			<body>
			<main>
			<h1>%1$s</h1>
			%2$s
			</main>
			</body>
			</html>
			""";

	private Pages() {
	}

	/**
	 * Lets the user of the browser be anybody, or nobody.
	 * @param parameters the parameters of the request, which every link repeats
	 * @param users who there is to pick
	 */
	static Answer picker(Map<String, String[]> parameters, List<User> users) {
		String items = users.stream()
			.map((user) -> "<li><a href=\"%s\"><strong>%s</strong> <small>%s</small></a></li>".formatted(
					link(parameters, "login", user.login()), escape(user.login()),
					escape((user.name() != null) ? user.name() : "id " + user.id())))
			.collect(Collectors.joining("\n"));
		return page(200, "Pretend to be…", """
				<p>This is not GitHub. Pick who signs in, no password asked.</p>
				<ul>
				%s
				</ul>
				<p><a href="%s">Cancel</a></p>""".formatted(items, link(parameters, "deny", "true")));
	}

	static Answer message(int status, String title, String text) {
		return page(status, title, "<p>" + escape(text) + "</p>");
	}

	private static Answer page(int status, String title, String content) {
		return Answer.of(status, Answer.HTML, PAGE.formatted(escape(title), content))
			.withHeader("Content-Security-Policy",
					"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
			.withHeader("Referrer-Policy", "no-referrer");
	}

	private static String link(Map<String, String[]> parameters, String name, String value) {
		Map<String, String> query = new LinkedHashMap<>();
		parameters.forEach((parameter, values) -> query.put(parameter, values[0]));
		query.put(name, value);
		return escape("?" + Answer.form(query));
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, "UTF-8");
	}

}
