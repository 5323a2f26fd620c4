package dev.gatehouse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts the service. The folders that others can take home bring their beans themselves,
 * see {@code AutoConfiguration.imports}.
 */
@SpringBootApplication(scanBasePackages = { "dev.gatehouse.host", "dev.gatehouse.service" })
@EnableScheduling
public class GatehouseApplication {

	/**
	 * Starts the service.
	 * @param args Spring Boot's command line, such as {@code --server.port=9000}
	 */
	public static void main(String[] args) {
		SpringApplication.run(GatehouseApplication.class, args);
	}

}
