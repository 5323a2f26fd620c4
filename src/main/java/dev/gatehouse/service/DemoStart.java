package dev.gatehouse.service;

import java.net.URI;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Ends the log of the start with what somebody needs who tries the service.
 */
@Component
@Profile("demo")
record DemoStart(DemoApiKey key, Environment environment) {

	private static final Logger logger = LoggerFactory.getLogger(DemoStart.class);

	@EventListener(ApplicationReadyEvent.class)
	void tell() {
		String github = this.environment.getProperty("spring.security.oauth2.client.provider.github.authorization-uri",
				"https://github.com/");
		boolean configured = this.environment
			.containsProperty("spring.security.oauth2.client.registration.github.client-id");
		logger.warn(MarkerFactory.getMarker("PUBLIC"), """
				The demo is ready. What it shows here is public:

				  open      {}
				  log in    admin, with the password {}
				  API key   {}
				  GitHub    {}""", this.environment.getProperty("gatehouse.public-url"),
				this.environment.getProperty("gatehouse.admin-password"), this.key.reveal(),
				configured ? "at " + URI.create(github).resolve("/")
						: "not configured; ./mvnw spring-boot:test-run has a stand-in");
	}

}
