package dev.gatehouse.support;

import java.time.Clock;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.apikey.TestApiKeys;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.servlets.DefaultServlet;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What the tests add to the service: a clock that can be moved, a count of statements,
 * fixtures, and two places that fail on demand. Imported by name; without annotation, so
 * that no component scan finds it.
 */
public class TestSetup {

	@Bean
	@Primary
	MutableClock mutableClock() {
		return new MutableClock();
	}

	@Bean
	static StatementCount statementCount() {
		return new StatementCount();
	}

	@Bean
	static CheapHashing cheapHashing() {
		return new CheapHashing();
	}

	@Bean
	TestAccounts testAccounts(Accounts accounts, PasswordHashing hashing, Clock clock) {
		return new TestAccounts(accounts, hashing, clock);
	}

	@Bean
	TestApiKeys testApiKeys(BeanFactory beans, TestAccounts accounts, Clock clock) {
		return TestApiKeys.in(beans, accounts, clock);
	}

	/** A handler that fails, and one that nobody opens. */
	@Bean
	RouterFunction<ServerResponse> testHandlers() {
		return RouterFunctions.route().GET("/test/failing-handler", (request) -> {
			throw new IllegalStateException("a defect, and a secret: hunter2");
		}).GET("/unnamed/route", (request) -> ServerResponse.ok().build()).build();
	}

	/** A servlet that nobody opens. */
	@Bean
	ServletRegistrationBean<DefaultServlet> unnamedServlet() {
		return new ServletRegistrationBean<>(new DefaultServlet(), "/unnamed/servlet");
	}

	/** Filters that fail, by exception and by status. */
	@Bean
	FilterRegistrationBean<Filter> failingFilter() {
		return new FilterRegistrationBean<>((request, response, chain) -> {
			String path = ((HttpServletRequest) request).getRequestURI();
			if (path.equals("/test/failing-filter")) {
				throw new IllegalStateException("a defect, and a secret: hunter2");
			}
			if (path.equals("/test/send-error")) {
				((HttpServletResponse) response).sendError(409, "a secret: hunter2");
				return;
			}
			chain.doFilter(request, response);
		});
	}

}
