package dev.gatehouse.problem;

/**
 * Ends the handling of a request with a problem of the catalogue.
 */
public final class ProblemException extends RuntimeException {

	private final ProblemCode code;

	private final String detail;

	/**
	 * A problem with the sentence of its catalogue entry.
	 * @param code what went wrong
	 */
	public ProblemException(ProblemCode code) {
		this(code, code.detail());
	}

	/**
	 * A problem with a sentence of its own.
	 * @param code what went wrong
	 * @param detail what the caller reads; must hold no secret
	 */
	public ProblemException(ProblemCode code, String detail) {
		super(code.code());
		this.code = code;
		this.detail = detail;
	}

	public ProblemCode code() {
		return this.code;
	}

	public String detail() {
		return this.detail;
	}

}
