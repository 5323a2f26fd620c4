package dev.gatehouse.host.edge;

import java.io.IOException;

import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.RequestMapping;

import static org.springframework.web.bind.annotation.RequestMethod.DELETE;
import static org.springframework.web.bind.annotation.RequestMethod.GET;
import static org.springframework.web.bind.annotation.RequestMethod.HEAD;
import static org.springframework.web.bind.annotation.RequestMethod.OPTIONS;
import static org.springframework.web.bind.annotation.RequestMethod.PATCH;
import static org.springframework.web.bind.annotation.RequestMethod.POST;
import static org.springframework.web.bind.annotation.RequestMethod.PUT;
import static org.springframework.web.bind.annotation.RequestMethod.TRACE;

/**
 * Answers the container's error dispatch, which follows an exception that no filter
 * handled. A direct request for its path is answered 404, as for any unknown path.
 */
@ApiController
record ProblemErrorController(ProblemWriter problems) implements ErrorController {

	/** Names all methods: Spring would otherwise answer OPTIONS by itself with 200. */
	@RequestMapping(path = "/error", method = { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE })
	void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.problems.write(request, response, codeOf(request));
	}

	private static ProblemCode codeOf(HttpServletRequest request) {
		if (request.getDispatcherType() != DispatcherType.ERROR) {
			return CommonProblem.NOT_FOUND;
		}
		Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		return CommonProblem.of(HttpStatusCode.valueOf((status instanceof Integer number) ? number : 500));
	}

}
