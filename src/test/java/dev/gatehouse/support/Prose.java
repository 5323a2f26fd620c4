package dev.gatehouse.support;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What people read in a file: its comments and texts. All code is replaced by blanks and
 * every line break stays, so that a place in the prose is the same place in the file.
 */
public final class Prose {

	private static final Pattern JAVA = Pattern
		.compile("(?s)(?<text>\"\"\".*?\"\"\")|(?<string>\"(\\\\.|[^\"\\\\\\n])*\")|'(\\\\.|[^'\\\\\\n])+'"
				+ "|(?<comment>//[^\\n]*|/\\*.*?\\*/)");

	private static final Pattern SCRIPT = Pattern
		.compile("(?s)(?<string>\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\\\n])*'|`(\\\\.|[^`\\\\])*`)"
				+ "|(?<text>(?<=[(,=:] ?)/(\\\\.|[^/\\\\\\n*])+/)|(?<comment>//[^\\n]*|/\\*.*?\\*/)");

	private static final Pattern STYLES = Pattern.compile("(?s)(?<comment>/\\*.*?\\*/)");

	private static final Pattern SHELL = Pattern.compile("(?m)(?<=^|\\s)(?<comment>#[^\\n]*)");

	private static final Pattern SQL = Pattern.compile("(?<comment>--[^\\n]*)");

	/**
	 * Whatever is marked as code, and whatever is quoted, is not the author's own word.
	 */
	private static final Pattern NOT_PROSE = Pattern
		.compile("(?s)```.*?```|\\{@code [^}]*\\}|`[^`\\n]*`|<code>.*?</code>|<pre>.*?</pre>|<script.*?</script>"
				+ "|<style.*?</style>|<[a-z!/][^>]*>|(?<=[\\s(])\"[^\"\\n]*\"");

	private static final Pattern LEADER = Pattern.compile("(?m)^(\\s*)(/\\*+|\\*+/?|//|#+|--)");

	private Prose() {
	}

	/** The prose of a file, whose name tells what kind it is. */
	public static String of(Path file, String content) {
		String name = file.getFileName().toString();
		String kind = name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
		String prose = switch (kind) {
			case "java" -> only(JAVA, content, isOfTheService(file) ? Set.of("comment", "string") : Set.of("comment"));
			case "js" -> only(SCRIPT, content, Set.of("comment", "string"));
			case "css" -> only(STYLES, content, Set.of("comment"));
			case "sql" -> only(SQL, content, Set.of("comment"));
			case "" -> only(SHELL, content, Set.of("comment"));
			default -> content;
		};
		String unmarked = NOT_PROSE.matcher(prose).replaceAll((code) -> blank(code.group()));
		return LEADER.matcher(unmarked).replaceAll((leader) -> blank(leader.group()));
	}

	/** A file of Java without its comments, texts and strings. */
	public static String codeOf(String java) {
		return JAVA.matcher(java).replaceAll((found) -> blank(found.group()));
	}

	/** In tests a string is data, in the service somebody reads it. */
	private static boolean isOfTheService(Path file) {
		return file.startsWith("src/main");
	}

	private static String only(Pattern syntax, String content, Set<String> groups) {
		StringBuilder prose = new StringBuilder(blank(content));
		var found = syntax.matcher(content);
		while (found.find()) {
			if (groups.stream().anyMatch((group) -> isText(found.group(group)))) {
				prose.replace(found.start(), found.end(), inner(found.toMatchResult()));
			}
		}
		return prose.toString();
	}

	/** A string without a blank is a name. */
	private static boolean isText(String group) {
		return group != null && group.contains(" ");
	}

	/** Without the marks of a string, which would make it look quoted. */
	private static String inner(MatchResult found) {
		String text = found.group();
		return "\"'`".indexOf(text.charAt(0)) < 0 ? text : " " + text.substring(1, text.length() - 1) + " ";
	}

	private static String blank(String text) {
		return text.replaceAll("[^\\n]", " ");
	}

}
