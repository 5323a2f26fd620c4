package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.gatehouse.problem.ApiController;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The page at {@code /}, where a login in a browser ends. Serves these files and no
 * others. The page is not a forward: a forward would end the response before the security
 * headers are written, for HEAD and for 304.
 */
@ApiController
class FrontPageController implements WebMvcConfigurer {

	private final Resource page = new ClassPathResource("static/index.html");

	private final Map<String, String> fingerprints = new ConcurrentHashMap<>();

	@GetMapping({ "/", "/index.html" })
	ResponseEntity<byte[]> page() throws IOException {
		// as a resource, it would come in full with a 416
		return Page.ok(Page.POLICY)
			.cacheControl(CacheControl.noCache())
			.eTag(fingerprint(this.page))
			.body(this.page.getContentAsByteArray());
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		serve(registry.addResourceHandler("/gatehouse.css", "/gatehouse.svg"), "classpath:/static/");
		serve(registry.addResourceHandler("/js/*.js"), "classpath:/static/js/");
	}

	/**
	 * Browsers revalidate each time, by a fingerprint of the content: the times of the
	 * files are the same in every build. It is weak, because Tomcat compresses nothing
	 * with a strong one.
	 */
	private void serve(ResourceHandlerRegistration files, String place) {
		files.addResourceLocations(place)
			.setCacheControl(CacheControl.noCache())
			.setUseLastModified(false)
			.setEtagGenerator(this::fingerprint);
	}

	private String fingerprint(Resource file) {
		return this.fingerprints.computeIfAbsent(String.valueOf(file.getFilename()), (name) -> {
			try (InputStream content = file.getInputStream()) {
				return "W/\"" + DigestUtils.md5DigestAsHex(content) + "\"";
			}
			catch (IOException unreadable) {
				throw new UncheckedIOException(unreadable);
			}
		});
	}

}
