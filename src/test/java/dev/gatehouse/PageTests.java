package dev.gatehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.apikey.ApiKeyProblem;
import dev.gatehouse.host.edge.EdgeProblem;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.oauth2.OAuth2Problem;
import dev.gatehouse.passkey.PasskeyProblem;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.session.SessionProblem;
import dev.gatehouse.support.Pages;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether the README and the pages of {@code src/docs} are true where no command shows
 * it: their links and anchors, the codes and the settings.
 */
class PageTests {

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern ROW = Pattern.compile("^\\| (`gatehouse\\.[^|]+`) \\|", Pattern.MULTILINE);

	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

	private static final Pattern MENTION = Pattern.compile("\\b(?:README\\.md|src/docs/[\\w-]+\\.md)(?:#[\\w-]+)?");

	@Test
	void linksWhenFollowedThenEachFileAndAnchorExists() {
		List<String> broken = new ArrayList<>();
		List<String> links = new ArrayList<>();
		for (Path page : Pages.all()) {
			LINK.matcher(Pages.prose(page)).results().map((link) -> link.group(1)).forEach((link) -> {
				links.add(link);
				if (!resolves(page, link)) {
					broken.add(page + ": " + link);
				}
			});
		}
		assertThat(links).hasSizeGreaterThan(20);
		assertThat(broken).isEmpty();
	}

	@Test
	void pagesWhenNamedElsewhereThenExist() throws IOException {
		List<String> broken = new ArrayList<>();
		try (Stream<Path> files = Stream.of("src", ".ci", "docker-compose.yml").flatMap(PageTests::below)) {
			for (Path file : files.filter(PageTests::isText).toList()) {
				MENTION.matcher(Pages.text(file))
					.results()
					.filter((mention) -> !resolves(Path.of("README.md"), mention.group()))
					.forEach((mention) -> broken.add(file + ": " + mention.group()));
			}
		}
		assertThat(broken).isEmpty();
	}

	@Test
	void pagesWhenListedThenTheReadmeLinksEach() {
		String readme = Pages.text(Pages.README);
		assertThat(Pages.all()).hasSizeGreaterThan(5)
			.filteredOn((page) -> page.startsWith(Pages.DOCS))
			.allSatisfy((page) -> assertThat(readme).contains("](" + page.toString().replace('\\', '/')));
	}

	@Test
	void anchorsWhenListedThenNoPageHasOneTwice() {
		assertThat(Pages.all()).allSatisfy((page) -> assertThat(Pages.anchors(page)).doesNotHaveDuplicates());
	}

	/** Every code, under its status. */
	@Test
	void codesWhenListedThenAreThoseOfTheService() {
		String table = Stream
			.<ProblemCode[]>of(CommonProblem.values(), AccountProblem.values(), ApiKeyProblem.values(),
					JwtProblem.values(), SessionProblem.values(), OAuth2Problem.values(), PasskeyProblem.values(),
					EdgeProblem.values())
			.flatMap(Stream::of)
			.collect(Collectors.groupingBy((code) -> code.status().value(), TreeMap::new,
					Collectors.mapping((code) -> "`" + code.code() + "`", Collectors.toCollection(TreeSet::new))))
			.entrySet()
			.stream()
			.map((row) -> "| %d | %s |\n".formatted(row.getKey(), String.join(", ", row.getValue())))
			.collect(Collectors.joining("", "<!-- codes -->\n| status | codes |\n|---|---|\n", ""));
		assertThat(Pages.text(Pages.DOCS.resolve("errors.md"))).contains(table);
	}

	/** Every setting that the service binds. */
	@Test
	void settingsWhenBoundThenAreOnTheirPage() {
		Set<String> listed = ROW.matcher(Pages.text(Pages.DOCS.resolve("settings.md")))
			.results()
			.flatMap((row) -> settings(row.group(1)))
			.collect(Collectors.toSet());
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		List<String> bound = scanner.findCandidateComponents("dev.gatehouse")
			.stream()
			.map((type) -> ClassUtils.resolveClassName(String.valueOf(type.getBeanClassName()), null))
			.flatMap((type) -> Stream.ofNullable(type.getRecordComponents())
				.flatMap(Stream::of)
				.map((member) -> type.getAnnotation(ConfigurationProperties.class).value() + "."
						+ DataObjectPropertyName.toDashedForm(member.getName())))
			.toList();
		assertThat(bound).hasSizeGreaterThan(20)
			.allMatch((name) -> listed.contains(name)
					|| listed.stream().anyMatch((each) -> each.startsWith(name + ".") || each.startsWith(name + "[")));
	}

	/**
	 * The settings of a cell: {@code `a.b.c`, `.d`} names {@code a.b.c} and
	 * {@code a.b.d}.
	 */
	private static Stream<String> settings(String cell) {
		List<String> names = QUOTED.matcher(cell).results().map((name) -> name.group(1)).toList();
		String first = names.get(0);
		return names.stream()
			.map((name) -> name.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + name : name);
	}

	private static boolean resolves(Path page, String link) {
		if (link.matches("https?:.*")) {
			return true;
		}
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
		return Files.exists(target) && (parts.length == 1 || Pages.anchors(target).contains(parts[1]));
	}

	private static Stream<Path> below(String place) {
		try {
			return Files.walk(Path.of(place)).filter(Files::isRegularFile);
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	private static boolean isText(Path file) {
		return !file.toString().endsWith(".png");
	}

}
