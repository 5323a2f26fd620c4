package dev.gatehouse.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.GatehouseApplication;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * The service in this process, on a free port and with options of its own: for what takes
 * other settings than the shared server has, or several of them.
 */
public final class Replica implements AutoCloseable {

	/** The option that sets a replica's clock wrong, by an ISO-8601 duration. */
	public static final String CLOCK_OFFSET = "--test.clock-offset=";

	private final ServletWebServerApplicationContext context;

	private final Http http;

	private Replica(ServletWebServerApplicationContext context) {
		this.context = context;
		this.http = new Http("http://localhost:" + context.getWebServer().getPort());
	}

	/**
	 * Starts a service with a store that is its own, unless the options name one.
	 * @param options Spring Boot's command line
	 * @return the running service
	 */
	public static Replica start(String... options) {
		return startWith(new BeanPostProcessor() {
		}, options);
	}

	/** The same, whose beans pass through a processor. */
	public static Replica startWith(BeanPostProcessor processor, String... options) {
		List<String> arguments = new ArrayList<>(List.of("--logging.level.root=warn"));
		arguments.addAll(List.of(options));
		if (arguments.stream().noneMatch((option) -> option.startsWith("--server.port="))) {
			arguments.add("--server.port=0");
		}
		if (arguments.stream().noneMatch((option) -> option.startsWith("--gatehouse.drain="))) {
			arguments.add("--gatehouse.drain=0s");
		}
		if (arguments.stream()
			.noneMatch((option) -> option.startsWith("--spring.datasource.url=")
					|| option.equals("--spring.profiles.active=prod"))) {
			arguments.addAll(TestStore.chosen().options());
		}
		SpringApplication service = new SpringApplication(GatehouseApplication.class);
		arguments.stream()
			.filter((option) -> option.startsWith(CLOCK_OFFSET))
			.map((option) -> Duration.parse(option.substring(CLOCK_OFFSET.length())))
			.forEach((offset) -> service.addInitializers((context) -> {
				MutableClock clock = new MutableClock();
				clock.move(offset);
				context.getBeanFactory().registerSingleton("clockThatIsWrong", clock);
			}));
		service.addInitializers((context) -> {
			context.getBeanFactory().addBeanPostProcessor(new CheapHashing());
			context.getBeanFactory().addBeanPostProcessor(processor);
		});
		return new Replica((ServletWebServerApplicationContext) service.run(arguments.toArray(String[]::new)));
	}

	public Http http() {
		return this.http;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public int port() {
		return this.context.getWebServer().getPort();
	}

	/** Logs in as the demo's administrator and answers the access token. */
	public String login() {
		return this.http.post("/auth/login").json("""
				{"username":"admin","password":"secret"}""").send().text("access_token");
	}

	@Override
	public void close() {
		this.context.close();
	}

}
