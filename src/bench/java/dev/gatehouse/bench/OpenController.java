package dev.gatehouse.bench;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An open endpoint on the public chain, one more source of the application. It answers as
 * {@code /api/data} does, but needs no credential.
 */
@RestController
class OpenController {

	@GetMapping("/bench/open")
	Data open() {
		return new Data("here", "client_1", "free");
	}

	record Data(String data, String client, String tier) {

	}

}
