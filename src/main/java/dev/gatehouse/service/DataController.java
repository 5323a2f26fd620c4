package dev.gatehouse.service;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.ApiController;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The endpoint that takes an API key.
 */
@ApiController
class DataController {

	@GetMapping("/api/data")
	Data data(@AuthenticationPrincipal Caller caller) {
		return new Data("here", caller.name(), caller.tier());
	}

	record Data(String data, String client, @Nullable Tier tier) {

	}

}
