package dev.gatehouse.jwt;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * What others add to the chain of access tokens. Every bean of this type is asked.
 */
public interface JwtChain {

	/**
	 * Adds filters, or rules that come before the chain's own: any request needs a token.
	 * @param http the chain under construction
	 */
	default void customize(HttpSecurity http) {
	}

	/**
	 * Finds a token where there is no {@code Authorization} header.
	 * @param request a request without one
	 * @return the token, good or bad, or empty if there is none
	 */
	default Optional<String> token(HttpServletRequest request) {
		return Optional.empty();
	}

}
