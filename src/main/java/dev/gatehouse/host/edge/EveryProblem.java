package dev.gatehouse.host.edge;

import dev.gatehouse.problem.ProblemAdvice;
import dev.gatehouse.problem.ProblemWriter;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers every handler's exceptions, and requests without a handler: all errors of this
 * service are problems.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class EveryProblem extends ProblemAdvice {

	EveryProblem(ProblemWriter problems) {
		super(problems);
	}

}
