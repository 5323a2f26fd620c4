package dev.gatehouse.service;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Role;
import dev.gatehouse.problem.ApiController;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The endpoint that takes an access token.
 */
@ApiController
class ProtectedController {

	@GetMapping("/api/protected")
	Greeting greet(@AuthenticationPrincipal Caller caller) {
		return new Greeting("Hello " + caller.name(), caller.role());
	}

	record Greeting(String message, Role role) {

	}

}
