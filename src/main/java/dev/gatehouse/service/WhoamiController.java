package dev.gatehouse.service;

import dev.gatehouse.caller.Caller;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells callers what the service takes them for.
 */
@RestController
class WhoamiController {

	@GetMapping("/api/whoami")
	Caller whoami(@AuthenticationPrincipal Caller caller) {
		return caller;
	}

}
