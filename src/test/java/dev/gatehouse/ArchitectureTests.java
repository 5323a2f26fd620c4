package dev.gatehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatehouse.problem.ApiController;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.web.filter.OncePerRequestFilter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house: which folder knows which, and what a folder shows to the others.
 */
@Tag("once")
class ArchitectureTests {

	private static final JavaClasses service = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.gatehouse");

	/** A folder, and the only folders that it may know. */
	private static final Map<String, Set<String>> ARROWS = Map.ofEntries(Map.entry("problem", Set.of()),
			Map.entry("setting", Set.of()), Map.entry("caller", Set.of("problem")),
			Map.entry("ratelimit", Set.of("caller", "problem", "setting")), Map.entry("feed", Set.of()),
			Map.entry("ratelimit.redis", Set.of("ratelimit", "setting")),
			Map.entry("apikey", Set.of("caller", "feed", "problem")),
			Map.entry("apikey.usage", Set.of("apikey", "caller", "problem", "ratelimit")),
			Map.entry("jwt", Set.of("caller", "problem", "setting")),
			Map.entry("session.cookie", Set.of("caller", "problem")),
			Map.entry("session",
					Set.of("session.cookie", "account", "account.audit", "account.password", "caller", "feed", "jwt",
							"problem", "ratelimit", "setting")),
			Map.entry("session.presence",
					Set.of("account", "account.audit", "caller", "jwt", "problem", "session", "session.cookie")),
			Map.entry("attempt", Set.of("caller", "problem")),
			Map.entry("oauth2", Set.of("attempt", "caller", "problem", "setting")),
			Map.entry("passkey", Set.of("attempt", "caller", "problem")),
			Map.entry("account", Set.of("account.audit", "caller", "problem")),
			Map.entry("account.audit", Set.of("caller", "problem")),
			Map.entry("account.password", Set.of("account", "account.audit", "caller", "problem", "ratelimit")),
			Map.entry("service",
					Set.of("account", "account.audit", "account.password", "apikey", "caller", "feed", "jwt", "oauth2",
							"attempt", "passkey", "problem", "session", "session.cookie", "session.presence")),
			Map.entry("host.edge", Set.of("caller", "problem", "setting")), Map.entry("host.log", Set.of()),
			Map.entry("host.operations",
					Set.of("account.audit", "apikey", "caller", "feed", "jwt", "oauth2", "problem", "session")),
			Map.entry("host.pages", Set.of("account", "apikey", "caller", "host.edge", "jwt", "oauth2", "passkey",
					"problem", "session")),
			Map.entry("host.start", Set.of("account.password", "setting")));

	/** Every type that another folder may use. All others are package-private. */
	private static final Set<String> PUBLIC = Set.of("GatehouseApplication", "account.Account",
			"account.AccountAdministration", "account.AccountProblem", "account.Accounts", "account.audit.AuditEvent",
			"account.audit.AuditTrail", "account.password.HashingPool", "account.password.PasswordHashing",
			"account.password.PasswordLogin", "account.password.PasswordRules", "apikey.ApiKey",
			"apikey.ApiKeyAuthenticationConverter", "apikey.ApiKeyAuthenticationProvider", "apikey.ApiKeyCache",
			"apikey.ApiKeyChain", "apikey.ApiKeyChanged", "apikey.ApiKeyFormat", "apikey.ApiKeyProblem",
			"apikey.ApiKeySecret", "apikey.ApiKeys", "apikey.KeyOwners", "attempt.LoginAttempt",
			"attempt.LoginAttempts", "attempt.LoginStarts", "attempt.PasskeySwitch", "caller.AuthenticationOutcome",
			"caller.Caller", "caller.CallerAuthentication", "caller.ChainDefaults", "caller.ChainOrder",
			"caller.ClientAddress", "caller.CredentialRefusedException", "caller.ExpiredRows", "caller.Flag",
			"caller.ListQuery", "caller.ResponseHeaders", "caller.Role", "caller.Scheme", "caller.Tier",
			"feed.ChangeFeed", "feed.ChangeSource", "host.edge.EdgeProblem", "host.edge.GatehouseProperties",
			"host.log.MaskingMessageConverter", "host.log.MaskingThrowableConverter", "host.log.OneLineBelowWarn",
			"jwt.AccessTokenAuthenticationConverter", "jwt.AccessTokenAuthenticationProvider", "jwt.AccessTokenDecoder",
			"jwt.AccessTokens", "jwt.JwtChain", "jwt.JwtProblem", "jwt.RevocationList", "oauth2.AuthorizationRequests",
			"oauth2.LoginGate", "oauth2.OAuth2Problem", "oauth2.ProviderEnvironment", "oauth2.ProviderLogins",
			"oauth2.ProviderUser", "passkey.PasskeyEvent", "passkey.PasskeyOwners", "passkey.PasskeyProblem",
			"passkey.PasskeyProof", "problem.ApiController", "problem.ApiProperties", "problem.CommonProblem",
			"problem.ProblemAdvice", "problem.ProblemCode", "problem.ProblemException", "problem.ProblemWriter",
			"problem.RequestIdFilter", "ratelimit.AttemptLimit", "ratelimit.Buckets", "ratelimit.LocalBuckets",
			"ratelimit.RateLimitProperties", "ratelimit.RateLimits", "ratelimit.RetryLaterException",
			"session.OpenedSession", "session.RefreshOutcome", "session.SessionCookies", "session.SessionProblem",
			"session.Sessions", "session.ThrottledLogin", "session.TokenResponse", "session.cookie.CookieGuard",
			"session.cookie.CredentialCookie", "session.presence.Presence", "session.presence.PresenceProof",
			"setting.ServerSecret", "setting.SettingEnvironment", "setting.UnfitSettingException",
			"setting.WebAddress");

	@Test
	void sourcesWhenCountedThenAreShort() throws IOException {
		Map<String, Long> lines = new TreeMap<>();
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				lines.put(file.getFileName().toString() + " of " + file.getParent().getFileName(),
						(long) Files.readAllLines(file).size());
			}
		}
		assertThat(lines.values()).allMatch((count) -> count <= 200, lines.toString());
		assertThat(lines.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(16_800);
	}

	@Test
	void arrowsWhenDrawnThenAreThoseOfTheDesignAndNoOthers() {
		var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
		for (String folder : ARROWS.keySet()) {
			architecture = architecture.layer(folder).definedBy("dev.gatehouse." + folder);
		}
		for (Map.Entry<String, Set<String>> arrow : ARROWS.entrySet()) {
			architecture = arrow.getValue().isEmpty() ? architecture.whereLayer(arrow.getKey()).mayNotAccessAnyLayer()
					: architecture.whereLayer(arrow.getKey())
						.mayOnlyAccessLayers(arrow.getValue().toArray(String[]::new));
		}
		architecture.check(service);
	}

	@Test
	void foldersWhenListedThenEachIsInTheDesign() {
		assertThat(service.stream()
			.map((type) -> type.getPackageName().replaceFirst("^dev\\.gatehouse\\.?", ""))
			.filter((folder) -> !folder.isEmpty())
			.collect(Collectors.toSet())).isEqualTo(ARROWS.keySet());
	}

	@Test
	void rootWhenLookedAtThenHoldsTheApplicationAlone() {
		assertThat(service.stream()
			.filter((type) -> type.getPackageName().equals("dev.gatehouse"))
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrder("GatehouseApplication", "package-info");
		noClasses().that()
			.haveSimpleName("GatehouseApplication")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("dev.gatehouse.*..")
			.check(service);
	}

	@Test
	void foldersWhenCountedThenNoneHasMoreThanTwentyFiles() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			assertThat(files.filter((file) -> file.toString().endsWith(".java"))
				.collect(Collectors.groupingBy(Path::getParent, Collectors.counting())))
				.allSatisfy((folder, count) -> assertThat(count).as(folder.toString()).isLessThanOrEqualTo(20));
		}
	}

	@Test
	void publicTypesWhenListedThenAreTheseAndNoOthers() {
		Set<String> visible = service.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC) && !type.isNestedClass())
			.map((type) -> type.getName().substring("dev.gatehouse.".length()))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(visible).isEqualTo(new TreeSet<>(PUBLIC));
	}

	@Test
	void packagesWhenDeclaredThenAreNullMarked() {
		assertThat(service.stream().map(JavaClass::getPackage).collect(Collectors.toSet()))
			.allSatisfy((folder) -> assertThat(folder.isAnnotatedWith(NullMarked.class)).as(folder.getName()).isTrue());
	}

	@Test
	void jwtLibraryWhenUsedThenByOneClass() {
		noClasses().that()
			.haveNameNotMatching("dev\\.gatehouse\\.jwt\\.AccessTokens(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.jsonwebtoken..")
			.check(service);
	}

	@Test
	void passkeyLibraryWhenUsedThenByOneClass() {
		noClasses().that()
			.haveNameNotMatching("dev\\.gatehouse\\.passkey\\.Ceremonies(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.webauthn4j..")
			.check(service);
	}

	@Test
	void clockWhenReadThenThroughTheBean() {
		noClasses().should().callMethod(Instant.class, "now").check(service);
		noClasses().should().callMethod(System.class, "currentTimeMillis").check(service);
		noClasses().should().callConstructor(Date.class).check(service);
	}

	@Test
	void filtersWhenWrittenThenNoneIsHandRolledToAuthenticate() {
		noClasses().should()
			.beAssignableTo(OncePerRequestFilter.class)
			.because("the stock filters authenticate; HeaderWriterFilter writes headers")
			.check(service.that(DescribedPredicate.describe("not the header filter",
					(type) -> !type.getName().startsWith("dev.gatehouse.caller.ResponseHeaders"))));
	}

	/** On a member, since a class is no target of the annotation. */
	@Test
	void membersWhenWrittenThenNoneIsAutowired() {
		noMembers().should()
			.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
			.because("a class has one constructor, which Spring finds by itself")
			.check(service);
	}

	@Test
	void serialisationWhenNeededThenIsNotJavas() {
		noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream").check(service);
	}

	@Test
	void controllersWhenNamedThenEndInController() {
		classes().that()
			.areAnnotatedWith(ApiController.class)
			.should()
			.haveSimpleNameEndingWith("Controller")
			.andShould()
			.notBePublic()
			.check(service);
	}

	@Test
	void namesWhenChosenThenSayWhatAClassIs() {
		noClasses().should()
			.haveNameMatching(".*(Impl|Util|Utils|Helper|Manager)")
			.orShould()
			.haveNameMatching(".*\\.(My|Custom)[A-Z].*")
			.check(service);
	}

}
