package dev.gatehouse.problem;

import org.springframework.web.ErrorResponseException;

/**
 * Ends the handling of a request with a problem. Below a controller of the application it
 * keeps its status, too.
 */
public class ProblemException extends ErrorResponseException {

	private final transient ProblemCode code;

	private final String detail;

	public ProblemException(ProblemCode code) {
		this(code, code.detail());
	}

	/** With a sentence of its own, which must hold no secret. */
	public ProblemException(ProblemCode code, String detail) {
		super(code.status());
		this.code = code;
		this.detail = detail;
	}

	/** The refusal of a request that its caller can mend, as the sentence says. */
	public static ProblemException invalid(String detail) {
		return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
	}

	public ProblemCode code() {
		return this.code;
	}

	public String detail() {
		return this.detail;
	}

}
