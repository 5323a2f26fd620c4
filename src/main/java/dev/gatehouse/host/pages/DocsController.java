package dev.gatehouse.host.pages;

import java.time.Duration;
import java.util.Objects;

import dev.gatehouse.host.edge.GatehouseProperties;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.webjars.WebJarVersionLocator;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Swagger UI at {@code /docs}. The page loads only five files; those of Swagger UI have
 * its version in their path, so browsers may keep them.
 */
@ApiController
class DocsController implements WebMvcConfigurer {

	/** Swagger UI's style sheet holds its icons. */
	private static final String POLICY = Page.POLICY + "; img-src 'self' data:";

	private static final CacheControl ONE_YEAR = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

	private static final String FILES = "{file:swagger-ui\\.css|swagger-ui-bundle\\.js|favicon-32x32\\.png}";

	private final boolean enabled;

	private final String version = Objects.requireNonNull(new WebJarVersionLocator().version("swagger-ui"));

	private final Page page = Page.template("docs.html").with("version", this.version);

	DocsController(GatehouseProperties properties) {
		this.enabled = properties.docs().enabled();
	}

	@GetMapping("/docs")
	ResponseEntity<String> page() {
		if (!this.enabled) {
			throw new ProblemException(CommonProblem.NOT_FOUND);
		}
		return Page.ok(POLICY).cacheControl(CacheControl.noCache()).body(this.page.html());
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		if (!this.enabled) {
			return;
		}
		registry.addResourceHandler("/docs/" + this.version + "/" + FILES)
			.addResourceLocations("classpath:/META-INF/resources/webjars/swagger-ui/" + this.version + "/")
			.setCacheControl(ONE_YEAR);
		registry.addResourceHandler("/docs/{file:docs\\.css|docs\\.js}")
			.addResourceLocations("classpath:/docs/")
			.setCacheControl(CacheControl.noCache());
	}

}
