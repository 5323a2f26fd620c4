package dev.gatehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatehouse.support.Pages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody takes home with a kit of {@code src/takehome}: that it is complete, how
 * large it is, and that its page and the README say so. {@code src/takehome/prove} shows
 * that it works.
 */
@Tag("once")
class TakeHomeTests {

	private static final String GUARDED_ENDPOINT = "apikey/ApiKeySecurity.java";

	private static final String TOKENS = "jwt/AccessTokens.java";

	/** The lines of Java of a kit, or of a class with all that it needs. */
	private static final Map<String, Integer> MAX_LINES = Map.of("apikey", 3_585, GUARDED_ENDPOINT, 2_220, "jwt", 2_380,
			TOKENS, 1_300, "session", 6_205, "oauth2", 3_305, "passkey", 2_340);

	private static final Path KITS = Path.of("src", "takehome", "kits");

	private static final Path POM = Path.of("pom.xml");

	private static final Path SOURCES = Path.of("src", "main", "java", "dev", "gatehouse");

	private static final Path RESOURCES = Path.of("src", "main", "resources");

	private static final String ROOT = "dev.gatehouse.";

	private static final Pattern IMPORT = Pattern.compile("^import (?:static )?dev\\.gatehouse\\.([\\w.]+);",
			Pattern.MULTILINE);

	private static final JavaClasses service = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.gatehouse");

	/** The dependency that a package comes with; the longest prefix counts. */
	private static final Map<String, String> ARTIFACTS = Map.ofEntries(
			Map.entry("com.fasterxml.jackson.annotation", "spring-boot-starter-web"),
			Map.entry("com.fasterxml.jackson", "jjwt-jackson"), Map.entry("com.github.benmanes.caffeine", "caffeine"),
			Map.entry("com.nimbusds", "spring-boot-starter-oauth2-client"), Map.entry("com.nulabinc.zxcvbn", "zxcvbn"),
			Map.entry("com.webauthn4j", "webauthn4j-core"), Map.entry("io.github.bucket4j", "bucket4j_jdk17-core"),
			Map.entry("io.jsonwebtoken", "jjwt-api"), Map.entry("io.jsonwebtoken.jackson", "jjwt-jackson"),
			Map.entry("io.micrometer", "spring-boot-starter-actuator"), Map.entry("io.micrometer.observation", ""),
			Map.entry("jakarta.persistence", "spring-boot-starter-data-jpa"),
			Map.entry("jakarta.servlet", "spring-boot-starter-web"),
			Map.entry("jakarta.validation", "spring-boot-starter-validation"),
			Map.entry("org.hibernate", "spring-boot-starter-data-jpa"),
			Map.entry("org.hibernate.validator", "spring-boot-starter-validation"), Map.entry("org.jspecify", ""),
			Map.entry("org.slf4j", ""), Map.entry("org.springframework", ""),
			Map.entry("org.springframework.boot.health", "spring-boot-starter-actuator"),
			Map.entry("org.springframework.boot.actuate", "spring-boot-starter-actuator"),
			Map.entry("org.springframework.data", "spring-boot-starter-data-jpa"),
			Map.entry("org.springframework.http", "spring-boot-starter-web"),
			Map.entry("org.springframework.dao", "spring-boot-starter-jdbc"),
			Map.entry("org.springframework.jdbc", "spring-boot-starter-jdbc"),
			Map.entry("org.springframework.security", "spring-boot-starter-security"),
			Map.entry("org.springframework.security.oauth2", "spring-boot-starter-oauth2-client"),
			Map.entry("org.springframework.transaction", "spring-boot-starter-jdbc"),
			Map.entry("org.springframework.web", "spring-boot-starter-web"),
			Map.entry("tools.jackson", "spring-boot-starter-web"));

	@ParameterizedTest
	@ValueSource(strings = { "apikey", "jwt", "session", "oauth2", "passkey" })
	void kitWhenTakenThenNeedsNoClassThatStaysBehind(String name) {
		Kit kit = Kit.read(name);
		Map<String, Set<String>> missing = new TreeMap<>();
		for (String file : kit.files()) {
			needs(file).stream()
				.filter((needed) -> !kit.files().contains(needed))
				.forEach((needed) -> missing.computeIfAbsent(needed, (key) -> new TreeSet<>()).add(file));
		}
		assertThat(missing).as("needed, and by which files").isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "apikey", "jwt", "session", "oauth2", "passkey" })
	void kitWhenTakenThenIsNoLargerThanPromised(String name) {
		assertThat(Kit.read(name).lines()).isLessThanOrEqualTo(MAX_LINES.get(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { GUARDED_ENDPOINT, TOKENS })
	void classWhenTakenWithAllThatItNeedsThenIsNoLargerThanPromised(String root) {
		Set<String> closure = closure(root);
		assertThat(lines(closure)).as(() -> String.join(" ", closure)).isLessThanOrEqualTo(MAX_LINES.get(root));
	}

	@ParameterizedTest
	@ValueSource(strings = { "apikey", "jwt", "session", "oauth2", "passkey" })
	void pageWhenReadThenListsTheDependenciesThatTheKitHas(String name) {
		assertThat(Kit.read(name).listed()).isEqualTo(Kit.read(name).dependencies());
	}

	/** Every setting of the kit, and no other, with the default that it has. */
	@ParameterizedTest
	@ValueSource(strings = { "apikey", "jwt", "session", "oauth2", "passkey" })
	void pageWhenReadThenListsTheSettingsThatTheKitHas(String name) {
		Kit kit = Kit.read(name);
		Map<String, String> listed = kit.listedSettings();
		Map<String, String> bound = kit.boundSettings();
		assertThat(listed).containsAllEntriesOf(bound);
		listed.keySet().removeAll(bound.keySet());
		String sources = kit.files().stream().map((file) -> text(SOURCES.resolve(file))).collect(Collectors.joining());
		listed.forEach((setting, value) -> assertThat(sources).containsAnyOf(
				"${%s:%s".formatted(setting, value.equals("none") ? "" : value), "name = \"%s\"".formatted(setting)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "apikey", "jwt", "session", "oauth2", "passkey" })
	void kitWhenTakenThenItsResourcesExist(String name) {
		assertThat(Kit.read(name).resources()).allMatch((file) -> Files.exists(RESOURCES.resolve(file)));
	}

	@Test
	void tableWhenReadThenHasTheNumbersOfTheKits() {
		String table = Stream.of("apikey", "jwt", "session", "oauth2", "passkey")
			.map(Kit::read)
			.map((kit) -> "| `%s` | %d | %,d | %d |\n".formatted(kit.name(), kit.files().size(), kit.lines(),
					kit.dependencies().size()))
			.collect(Collectors.joining("",
					"<!-- kits -->\n| kit | files | lines | dependencies |\n|---|---|---|---|\n", "\n"));
		assertThat(Pages.text(Pages.README)).contains(table);
	}

	/** What the README and its pages show of a kit's page is what the proof runs. */
	@Test
	void blocksWhenComparedThenAreThoseOfTheKitsPages() {
		String pages = Stream.of("apikey", "jwt", "session", "oauth2", "passkey")
			.map((kit) -> text(KITS.resolve(kit + ".md")).replace("@PACKAGE@", "com.example.shop"))
			.map((page) -> Pattern.compile("@([a-z0-9.]+version)@")
				.matcher(page)
				.replaceAll((name) -> text(POM).split("</?" + name.group(1) + ">")[1]))
			.collect(Collectors.joining());
		assertThat(Pages.all()
			.stream()
			.flatMap((page) -> Pages.blocks(page).stream())
			.filter((block) -> Set.of("xml", "yaml", "java").contains(block.kind()))
			.map(Pages.Block::text)).isNotEmpty().allMatch(pages::contains);
	}

	/** All that a file needs of this project, with what those files need. */
	private static Set<String> closure(String root) {
		Set<String> closure = new TreeSet<>();
		Deque<String> open = new ArrayDeque<>(List.of(root));
		while (!open.isEmpty()) {
			String file = open.pop();
			if (closure.add(file)) {
				open.addAll(needs(file));
			}
		}
		return closure;
	}

	/**
	 * The files that a file needs: by its class files, and by its imports, since the
	 * compiler leaves no trace of a constant.
	 */
	private static Set<String> needs(String file) {
		Set<String> needs = dependencies(file).filter((type) -> type.startsWith(ROOT))
			.map((type) -> file(type.substring(ROOT.length())))
			.collect(Collectors.toCollection(TreeSet::new));
		IMPORT.matcher(text(SOURCES.resolve(file))).results().map((line) -> file(line.group(1))).forEach(needs::add);
		return needs;
	}

	private static Stream<String> dependencies(String file) {
		return service.stream()
			.filter((type) -> type.getName().startsWith(ROOT))
			.filter((type) -> file(type.getName().substring(ROOT.length())).equals(file))
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map(Dependency::getTargetClass)
			.map(JavaClass::getBaseComponentType)
			.map(JavaClass::getName);
	}

	/**
	 * The file of a type: {@code a.b.C.D} and {@code a.b.C$D} stand in
	 * {@code a/b/C.java}.
	 */
	private static String file(String type) {
		return type.replaceFirst("^((?:[a-z]\\w*\\.)*(?:package-info|\\w+)).*", "$1").replace('.', '/') + ".java";
	}

	private static int lines(Set<String> files) {
		return files.stream().mapToInt((file) -> (int) text(SOURCES.resolve(file)).lines().count()).sum();
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	/**
	 * A kit as its files in {@code src/takehome/kits} describe it.
	 *
	 * @param name what it is called
	 * @param files its sources
	 * @param resources what it brings beside them
	 */
	private record Kit(String name, Set<String> files, Set<String> resources) {

		static Kit read(String name) {
			Kit kit = new Kit(name, new TreeSet<>(), new TreeSet<>());
			Set<String> excepted = new TreeSet<>();
			kit.add(name, excepted);
			assertThat(kit.files()).containsAll(excepted);
			kit.files().removeAll(excepted);
			return kit;
		}

		private void add(String list, Set<String> excepted) {
			for (String line : text(KITS.resolve(list)).lines().toList()) {
				String[] words = line.split(" ");
				switch (words[0]) {
					case "java" -> addSources(words[1]);
					case "except" -> excepted.add(words[1]);
					case "resource" -> this.resources.add(words[1]);
					case "migration" -> this.resources.add("db/migration/" + words[1]);
					case "kit" -> add(words[1], excepted);
					default -> assertThat(line).startsWith("#");
				}
			}
		}

		private void addSources(String path) {
			if (!path.endsWith("/")) {
				this.files.add(path);
				return;
			}
			try (Stream<Path> folder = Files.list(SOURCES.resolve(path))) {
				folder.map((file) -> path + file.getFileName())
					.filter((file) -> file.endsWith(".java"))
					.forEach(this.files::add);
			}
			catch (IOException missing) {
				throw new UncheckedIOException(missing);
			}
		}

		int lines() {
			return TakeHomeTests.lines(this.files);
		}

		/** What the kit takes to compile and to run. */
		Set<String> dependencies() {
			Set<String> artifacts = this.files.stream()
				.flatMap(TakeHomeTests::dependencies)
				.filter((type) -> type.contains(".") && !type.startsWith("java.") && !type.startsWith("javax.")
						&& !type.startsWith(ROOT))
				.map(Kit::artifact)
				.filter((artifact) -> !artifact.isEmpty())
				.collect(Collectors.toCollection(TreeSet::new));
			if (artifacts.contains("spring-boot-starter-data-jpa")) {
				artifacts.remove("spring-boot-starter-jdbc"); // comes with it
			}
			if (artifacts.contains("jjwt-api")) {
				artifacts.addAll(Set.of("jjwt-impl", "jjwt-jackson"));
			}
			if (this.resources.stream().anyMatch((file) -> file.startsWith("db/migration/"))) {
				artifacts.add("spring-boot-starter-flyway");
			}
			return artifacts;
		}

		private static String artifact(String type) {
			return ARTIFACTS.entrySet()
				.stream()
				.filter((entry) -> type.startsWith(entry.getKey() + "."))
				.max((one, other) -> one.getKey().length() - other.getKey().length())
				.map(Map.Entry::getValue)
				.orElse("unknown: " + type);
		}

		/** What the page lists: a row a setting, with its default. */
		Map<String, String> listedSettings() {
			return Pattern.compile("^\\| `(gatehouse\\.[a-z0-9.-]+)` \\| `?([^`|]*?)`? \\| ", Pattern.MULTILINE)
				.matcher(text(KITS.resolve(this.name + ".md")).split("## Properties")[1])
				.results()
				.collect(Collectors.toMap((row) -> row.group(1), (row) -> row.group(2), (one, other) -> one,
						TreeMap::new));
		}

		/** What the records of the kit bind. */
		Map<String, String> boundSettings() {
			Map<String, String> settings = new TreeMap<>();
			Stream<Class<?>> types = this.files.stream()
				.map(Kit::load)
				.flatMap((type) -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())));
			types.filter((type) -> type.isAnnotationPresent(ConfigurationProperties.class)).forEach((type) -> {
				String prefix = type.getAnnotation(ConfigurationProperties.class).value();
				for (Parameter member : type.getDeclaredConstructors()[0].getParameters()) {
					DefaultValue value = member.getAnnotation(DefaultValue.class);
					boolean given = value != null && !String.join("", value.value()).isEmpty();
					settings.put(prefix + "." + kebabCase(member.getName()),
							given ? String.join(", ", value.value()) : "none");
				}
			});
			return settings;
		}

		private static Class<?> load(String file) {
			try {
				return Class.forName(ROOT + file.replace(".java", "").replace('/', '.'), false,
						Kit.class.getClassLoader());
			}
			catch (ClassNotFoundException missing) {
				throw new IllegalStateException(missing);
			}
		}

		private static String kebabCase(String name) {
			return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
		}

		/** What the page tells to add, but for the database of the first try. */
		Set<String> listed() {
			return Pattern.compile("<artifactId>(.*)</artifactId>")
				.matcher(text(KITS.resolve(this.name + ".md")))
				.results()
				.map((line) -> line.group(1))
				.filter((artifact) -> !artifact.equals("h2"))
				.collect(Collectors.toCollection(TreeSet::new));
		}

	}

}
