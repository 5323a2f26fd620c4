package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The page at {@code /}, where a login in a browser ends. These files and no others are
 * served.
 */
@Configuration(proxyBeanMethods = false)
class FrontPage implements WebMvcConfigurer {

	private final Map<String, String> fingerprints = new ConcurrentHashMap<>();

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		serve(registry.addResourceHandler("/index.html", "/gatehouse.css", "/gatehouse.svg"), "classpath:/static/");
		serve(registry.addResourceHandler("/js/*.js"), "classpath:/static/js/");
	}

	@Override
	public void addViewControllers(ViewControllerRegistry registry) {
		registry.addViewController("/").setViewName("forward:/index.html");
	}

	/**
	 * Browsers ask each time whether there is something new, and are told by a
	 * fingerprint of the content: the times of the files are the same in every build.
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
				return DigestUtils.md5DigestAsHex(content);
			}
			catch (IOException unreadable) {
				throw new UncheckedIOException(unreadable);
			}
		});
	}

}
