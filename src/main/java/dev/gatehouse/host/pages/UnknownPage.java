package dev.gatehouse.host.pages;

import java.io.IOException;

import dev.gatehouse.oauth2.ProviderLogins;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;

/**
 * Answers an unknown address: a page for browsers, the problem for programs.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
record UnknownPage(ProblemWriter problems) {

	private static final String HTML = Page.template("frame.html")
		.with("title", "There is nothing here")
		.withHtml("content", Page.template("unknown.html").html())
		.html();

	@ExceptionHandler
	@Nullable ResponseEntity<String> unknown(NoHandlerFoundException unknown, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		if (ProviderLogins.isBrowser(request)) {
			return Page.status(HttpStatus.NOT_FOUND, Page.POLICY).body(HTML);
		}
		this.problems.write(request, response, CommonProblem.NOT_FOUND);
		return null;
	}

}
