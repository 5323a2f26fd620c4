package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The README and the pages of {@code src/docs}, as the tests read them.
 */
public final class Pages {

	public static final Path README = Path.of("README.md");

	public static final Path DOCS = Path.of("src", "docs");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);

	private Pages() {
	}

	public static List<Path> all() {
		try (Stream<Path> docs = Files.list(DOCS)) {
			return Stream.concat(Stream.of(README), docs.filter((page) -> page.toString().endsWith(".md")).sorted())
				.toList();
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	public static String text(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	public static List<Block> blocks(Path page) {
		return BLOCK.matcher(text(page)).results().map((block) -> new Block(block.group(1), block.group(2))).toList();
	}

	public static List<String> blocks(Path page, String kind) {
		return blocks(page).stream().filter((block) -> block.kind().equals(kind)).map(Block::text).toList();
	}

	/** The page without its blocks of code. */
	public static String prose(Path page) {
		return BLOCK.matcher(text(page)).replaceAll("");
	}

	/** The anchors that code hosts give to the headings of a page. */
	public static List<String> anchors(Path page) {
		return HEADING.matcher(prose(page))
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
			.toList();
	}

	/**
	 * A fenced block.
	 *
	 * @param kind the word after the fence
	 * @param text the lines between the fences
	 */
	public record Block(String kind, String text) {

	}

}
