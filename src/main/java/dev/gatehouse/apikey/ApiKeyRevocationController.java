package dev.gatehouse.apikey;

import dev.gatehouse.problem.ApiController;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Revokes a key for anyone who holds it, such as the finder of a leak. The answer does
 * not tell whether there was such a key, nor whether the client is beyond its limit.
 */
@ApiController
record ApiKeyRevocationController(ApiKeys keys, ApiKeyFormat format, ObjectProvider<ApiKeyLookUps> limit) {

	@PostMapping(ApiKeySecurity.REVOKE_BY_POSSESSION)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(@Valid @RequestBody RevocationRequest body, HttpServletRequest request) {
		ApiKeyLookUps lookUps = this.limit.getIfAvailable();
		this.format.parse(body.key()).ifPresent((key) -> {
			if (lookUps != null) {
				lookUps.run(request, key, () -> this.keys.revokeByPossession(key));
			}
			else {
				this.keys.revokeByPossession(key);
			}
		});
	}

	record RevocationRequest(@NotNull(message = "is required") String key) {

		@Override
		public String toString() {
			return "RevocationRequest[…]";
		}

	}

}
