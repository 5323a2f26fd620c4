package dev.gatehouse.host.pages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.support.Pages;

import org.springframework.web.util.HtmlUtils;

/**
 * A picture of the documentation, written in Mermaid, as an SVG of the front page: a
 * sequence, or a column of boxes. The page draws without a library of 3 MB, and both show
 * the same. It is 360 units wide, so that its words can be read on a phone.
 *
 * @param title what it shows, the {@code accTitle} of Mermaid
 * @param lines its statements
 */
record Picture(String title, List<String> lines) {

	private static final int WIDTH = 360;

	private static final int LINE = 18;

	/** Of a line of text, in letters. */
	private static final int MAX_LETTERS = 44;

	private static final double LETTER = 7.8;

	private static final Pattern PARTICIPANT = Pattern.compile("participant (\\w+) as (.+)");

	private static final Pattern MESSAGE = Pattern.compile("(\\w+)(-?)->>(\\w+): (.+)");

	private static final Pattern NOTE = Pattern.compile("Note over (\\w+),(\\w+): (.+)");

	private static final Pattern BOX = Pattern.compile("(\\w+)\\[\"(.+)\"\\]");

	private static final Pattern EDGE = Pattern.compile("\\w+(?: -- (.+))? --> \\w+");

	/** All pictures of the documentation. */
	static List<Picture> all() {
		return Pages.all().stream().flatMap(Picture::on).toList();
	}

	private static Stream<Picture> on(Path page) {
		return Pages.blocks(page, "mermaid").stream().map((block) -> {
			List<String> lines = block.lines().map(String::strip).toList();
			String title = lines.stream().filter((line) -> line.startsWith("accTitle: ")).findFirst().orElse("");
			return new Picture(title.replaceFirst("accTitle: ", ""), lines);
		});
	}

	/** The lines of each box of a column, from top to bottom. */
	List<List<String>> boxes() {
		return matches(BOX).map((box) -> List.of(box.group(2).split("<br>"))).toList();
	}

	String svg() {
		return this.lines.get(0).startsWith("flowchart") ? column() : sequence();
	}

	private String sequence() {
		Map<String, Integer> at = new LinkedHashMap<>();
		Map<String, String> names = new LinkedHashMap<>();
		matches(PARTICIPANT).forEach((found) -> names.put(found.group(1), found.group(2)));
		int apart = WIDTH / names.size();
		names.keySet().forEach((id) -> at.put(id, at.size() * apart + apart / 2));
		List<String> steps = new ArrayList<>();
		List<String> told = new ArrayList<>();
		int y = 32;
		for (String line : this.lines) {
			Matcher message = MESSAGE.matcher(line);
			Matcher note = NOTE.matcher(line);
			if (message.matches()) {
				int from = at.get(message.group(1));
				int to = at.get(message.group(3));
				List<String> words = wrap(message.group(4));
				steps.add(text(words, (from + to) / 2, y + LINE));
				y += words.size() * LINE + 9;
				steps.add((from != to) ? arrow(from, y, to - from)
						: "<path d=\"M%d %dh14v8h-12m4-4l-5 4 5 4\"/>".formatted(from, y - 2));
				told.add("%s to %s: %s.".formatted(names.get(message.group(1)), names.get(message.group(3)),
						message.group(4)));
				y += (from != to) ? 5 : 10;
			}
			else if (note.matches()) {
				int from = at.get(note.group(1)) - 40;
				int to = at.get(note.group(2)) + 40;
				List<String> words = wrap(note.group(3));
				steps.add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>".formatted(from, y + 4, to - from,
						words.size() * LINE + 8));
				steps.add(text(words, (from + to) / 2, y + LINE + 4));
				told.add(note.group(3) + ".");
				y += words.size() * LINE + 16;
			}
		}
		int end = y + 6;
		String heads = names.entrySet()
			.stream()
			.map((name) -> "<path class=\"lane\" d=\"M%1$d 26V%2$d\"/><rect x=\"%3$d\" y=\"1\" width=\"%4$d\" height=\"25\"/>%5$s"
				.formatted(at.get(name.getKey()), end, at.get(name.getKey()) - apart / 2 + 3, apart - 6,
						text(List.of(name.getValue()), at.get(name.getKey()), 19)))
			.collect(Collectors.joining("\n"));
		return svg(end, told, heads + "\n" + String.join("\n", steps));
	}

	private String column() {
		List<List<String>> boxes = boxes();
		List<String> edges = matches(EDGE).map((edge) -> (edge.group(1) != null) ? edge.group(1) : "").toList();
		List<String> parts = new ArrayList<>();
		int y = 1;
		for (int i = 0; i < boxes.size(); i++) {
			if (i > 0) {
				parts.add("<path d=\"M180 %1$dv24m-4-5l4 5 4-5\"/>".formatted(y));
				parts.add(text(List.of(edges.get(i - 1)), 235, y + 17));
				y += 26;
			}
			List<String> words = boxes.get(i).stream().flatMap((line) -> wrap(line).stream()).toList();
			parts.add("<rect x=\"5\" y=\"%d\" width=\"350\" height=\"%d\"/>".formatted(y, words.size() * LINE + 10));
			parts.add(text(words, WIDTH / 2, y + LINE + 2).replaceFirst("<tspan", "<tspan class=\"first\""));
			y += words.size() * LINE + 10;
		}
		return svg(y + 1, boxes.stream().map((box) -> String.join(": ", box) + ".").toList(), String.join("\n", parts));
	}

	private String svg(int height, List<String> told, String content) {
		String id = this.title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
		return """
				<svg viewBox="0 0 %d %d" role="img" aria-labelledby="%s" aria-describedby="%s-told">
				<title id="%s">%s</title><desc id="%s-told">%s</desc>
				%s
				</svg>""".formatted(WIDTH, height, id, id, id, escaped(this.title), id, escaped(String.join(" ", told)),
				content);
	}

	private static String arrow(int from, int y, int length) {
		int back = (length > 0) ? -5 : 5;
		return "<path d=\"M%d %dh%dm%d-4l%d 4 %d 4\"/>".formatted(from, y, length, back, -back, back);
	}

	/** Lines in the middle of a place, moved so that nothing is cut off. */
	private static String text(List<String> lines, int middle, int y) {
		double half = lines.stream().mapToInt(String::length).max().orElse(0) * LETTER / 2;
		int x = (int) Math.round(Math.max(half, Math.min(WIDTH - half, middle)));
		return "<text x=\"%1$d\" y=\"%2$d\">%3$s</text>".formatted(x, y,
				lines.stream()
					.map((line) -> "<tspan x=\"%d\"%s>%s</tspan>".formatted(x,
							(line.equals(lines.get(0))) ? "" : " dy=\"18\"", escaped(line)))
					.collect(Collectors.joining()));
	}

	/** Into lines of about the same length. */
	private static List<String> wrap(String text) {
		int count = (text.length() + MAX_LETTERS - 1) / MAX_LETTERS;
		int letters = Math.min(MAX_LETTERS, text.length() / count + 6);
		List<String> lines = new ArrayList<>(List.of(""));
		Arrays.stream(text.split(" ")).forEach((word) -> {
			String last = lines.get(lines.size() - 1);
			if (last.isEmpty() || last.length() + word.length() < letters) {
				lines.set(lines.size() - 1, (last + " " + word).strip());
			}
			else {
				lines.add(word);
			}
		});
		return lines;
	}

	private Stream<Matcher> matches(Pattern pattern) {
		return this.lines.stream().map(pattern::matcher).filter(Matcher::matches);
	}

	private static String escaped(String text) {
		return HtmlUtils.htmlEscape(text, "UTF-8");
	}

}
