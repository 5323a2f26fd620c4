package dev.gatehouse.service;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Caller;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What those who have logged in come for.
 */
@RestController
class ProtectedController {

	@GetMapping("/api/protected")
	Greeting greet(@AuthenticationPrincipal Caller caller) {
		return new Greeting("Hello " + caller.name(), caller.role());
	}

	record Greeting(String message, Role role) {

	}

}
