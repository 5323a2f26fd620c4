package dev.gatehouse.host.pages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import dev.gatehouse.caller.ResponseHeaders;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.webjars.WebJarVersionLocator;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Swagger UI at {@code /docs}. A page of our own rather than springdoc's, which believes
 * {@code X-Forwarded-Host} from anybody and moves to another address. It loads five files
 * and nothing else; those of Swagger UI have its version in their path, so browsers may
 * keep them.
 */
@ApiController
class DocsController implements WebMvcConfigurer {

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	/**
	 * Swagger UI's style sheet holds its icons. Pages of ours need no more than 'self'.
	 */
	private static final String ICONS = "; img-src 'self' data:";

	private static final CacheControl ONE_YEAR = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

	private static final String FILES = "{file:swagger-ui\\.css|swagger-ui-bundle\\.js|favicon-32x32\\.png}";

	private final boolean enabled;

	private final String version = Objects.requireNonNull(new WebJarVersionLocator().version("swagger-ui"));

	DocsController(@Value("${gatehouse.docs.enabled}") boolean enabled) {
		this.enabled = enabled;
	}

	@GetMapping("/docs")
	ResponseEntity<String> page() {
		if (!this.enabled) {
			throw new ProblemException(CommonProblem.NOT_FOUND);
		}
		return ResponseEntity.ok()
			.contentType(HTML)
			.cacheControl(CacheControl.noCache())
			.header(ResponseHeaders.POLICY, PagePolicy.VALUE + ICONS)
			.body("""
					<!doctype html>
					<html lang="en">
					<head>
					<meta charset="utf-8">
					<meta name="viewport" content="width=device-width, initial-scale=1">
					<title>Gatehouse: try the API</title>
					<link rel="icon" href="/docs/%1$s/favicon-32x32.png">
					<link rel="stylesheet" href="/docs/%1$s/swagger-ui.css">
					<link rel="stylesheet" href="/docs/docs.css">
					<script src="/docs/%1$s/swagger-ui-bundle.js" defer></script>
					<script src="/docs/docs.js" defer></script>
					</head>
					<body>
					<main id="docs"><p>This page needs JavaScript. The description is at <a href="/v3/api-docs.yaml">/v3/api-docs.yaml</a>.</p></main>
					</body>
					</html>
					"""
				.formatted(this.version));
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
