package dev.gatehouse.jwt;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Port: what other folders add to the chain of access tokens. Every bean of this type is
 * used.
 */
public interface JwtChain {

	/** Adds filters, or rules before the last one: any request needs a token. */
	default void customize(HttpSecurity http) {
	}

	/** Finds a token, good or bad, where there is no {@code Authorization} header. */
	default Optional<String> token(HttpServletRequest request) {
		return Optional.empty();
	}

}
