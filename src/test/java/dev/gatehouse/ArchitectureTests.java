package dev.gatehouse;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.web.filter.OncePerRequestFilter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house: which folder knows which, and what a folder shows to the others.
 */
class ArchitectureTests {

	private static final JavaClasses service = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.gatehouse");

	/** A folder, and the only folders that it may know. */
	private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
			Map.entry("account", Set.of("account.audit", "caller", "problem")),
			Map.entry("account.audit", Set.of("account", "caller", "problem")),
			Map.entry("account.password", Set.of("account", "account.audit", "caller", "problem", "ratelimit")),
			Map.entry("apikey", Set.of("account", "account.audit", "caller", "problem", "ratelimit")),
			Map.entry("caller", Set.of("problem", "setting")), Map.entry("host.edge", Set.of("caller", "problem")),
			Map.entry("host.log", Set.of()), Map.entry("host.operations", Set.of()),
			Map.entry("host.pages", Set.of("host.edge", "jwt", "problem")),
			Map.entry("host.start", Set.of("account.password", "setting")),
			Map.entry("jwt", Set.of("account", "caller", "problem", "setting")),
			Map.entry("oauth2", Set.of("account", "caller", "problem", "session")), Map.entry("problem", Set.of()),
			Map.entry("ratelimit", Set.of("caller")),
			Map.entry("service", Set.of("account", "account.audit", "apikey", "caller", "jwt", "problem", "session")),
			Map.entry("session", Set.of("account", "account.audit", "account.password", "caller", "jwt", "problem",
					"ratelimit", "setting")),
			Map.entry("setting", Set.of()));

	/** Every type that another folder may use. All others are package-private. */
	private static final Set<String> PUBLIC = Set.of("GatehouseApplication", "account.Account",
			"account.AccountAdministration", "account.AccountChanged", "account.AccountDeleted", "account.Accounts",
			"account.AssignedId", "account.UserName", "account.audit.AuditEvent", "account.audit.AuditTrail",
			"account.password.HashingPool", "account.password.HashingPoolFullException",
			"account.password.PasswordChange", "account.password.PasswordLogin", "account.password.PasswordRules",
			"account.password.Registration", "apikey.ApiKeyAuthenticationConverter",
			"apikey.ApiKeyAuthenticationProvider", "apikey.ApiKeyMetering", "apikey.DemoApiKey",
			"caller.AuthenticationMetrics", "caller.Caller", "caller.CallerAuthentication", "caller.ChainDefaults",
			"caller.ChainOrder", "caller.ClientAddresses", "caller.CookieGuard", "caller.CookieProperties",
			"caller.CredentialCookie", "caller.CredentialRefusedException", "caller.Role", "caller.Scheme",
			"caller.Scopes", "caller.Tier", "host.edge.ResponseHeaders", "host.log.MaskingMessageConverter",
			"host.log.MaskingThrowableConverter", "jwt.AccessCookie", "jwt.AccessToken", "jwt.AccessTokens",
			"jwt.AccessTokenAuthenticationConverter", "jwt.AccessTokenAuthenticationProvider", "jwt.PresentedSessions",
			"jwt.RevocationList", "oauth2.ProviderEnvironment", "problem.Fault", "problem.ProblemCode",
			"problem.ProblemException", "problem.ProblemWriter", "problem.RequestId", "ratelimit.AddressFailures",
			"ratelimit.AttemptLimit", "ratelimit.RateLimits", "ratelimit.Verdict", "session.LoginStarts",
			"session.OpenedSession", "session.SessionCookies", "session.Sessions", "setting.ServerSecret",
			"setting.UnfitSettingException", "setting.UnfitSettingFailureAnalyzer");

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
	void clockWhenReadThenThroughTheBean() {
		noClasses().should().callMethod(Instant.class, "now").check(service);
		noClasses().should().callMethod(System.class, "currentTimeMillis").check(service);
		noClasses().should().callConstructor(Date.class).check(service);
	}

	@Test
	void filtersWhenWrittenThenNoneIsHandRolledToAuthenticate() {
		noClasses().should()
			.beAssignableTo(OncePerRequestFilter.class)
			.orShould()
			.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
			.because("the stock filters authenticate; HeaderWriterFilter writes headers")
			.check(service.that(DescribedPredicate.describe("not the header filter",
					(type) -> !type.getName().startsWith("dev.gatehouse.host.edge.ResponseHeaders"))));
	}

	@Test
	void serialisationWhenNeededThenIsNotJavas() {
		noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream").check(service);
	}

	@Test
	void controllersWhenNamedThenEndInController() {
		classes().that()
			.areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
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
