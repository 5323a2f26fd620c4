package dev.gatehouse.service;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows callers how the service identifies them.
 */
@ApiController
class WhoamiController {

	@GetMapping("/api/whoami")
	Caller whoami(@AuthenticationPrincipal Caller caller) {
		return caller;
	}

}
