package dev.gatehouse.bench;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * One more door, found by the service's component scan: open, on the public chain, it
 * answers what {@code /api/data} answers and asks for nothing.
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
