package dev.gatehouse.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Turns whatever an {@link ApiController} throws into a problem.
 */
@RestControllerAdvice(annotations = ApiController.class)
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
public class ProblemAdvice {

	private static final Logger logger = LoggerFactory.getLogger(ProblemAdvice.class);

	/**
	 * SQL states after which a later attempt may succeed: no connection, shutdown,
	 * cancelled, deadlock, serialisation, lock not available, no room, read-only standby.
	 */
	private static final Pattern DATABASE_UNAVAILABLE = Pattern
		.compile("08...|53...|57P..|57014|40P01|40001|55P03|25006");

	/**
	 * A transaction that can be neither committed nor rolled back has lost its
	 * connection. Hibernate may not be on the class path, hence the name.
	 */
	private static final String LOST_TRANSACTION = "org.hibernate.TransactionException";

	/** Tomcat's, for a query that it cannot decode. */
	private static final String BAD_PARAMETER = "org.apache.tomcat.util.http.InvalidParameterException";

	private final ProblemWriter problems;

	public ProblemAdvice(ProblemWriter problems) {
		this.problems = problems;
	}

	@ExceptionHandler(Exception.class)
	void answer(Exception exception, HttpServletRequest request, HttpServletResponse response) throws Exception {
		if (exception instanceof AuthenticationException || exception instanceof AccessDeniedException) {
			throw exception; // the filter chain answers these
		}
		if (exception instanceof AsyncRequestNotUsableException) {
			return; // the caller has disconnected
		}
		if (exception instanceof ErrorResponse error) {
			error.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		}
		ProblemException problem = problem(exception);
		this.problems.write(request, response, problem.code(), problem.detail());
	}

	private static ProblemException problem(Exception exception) {
		if (exception instanceof ProblemException problem) {
			return problem;
		}
		if (exception instanceof HttpMessageNotReadableException unreadable) {
			// that the body is too large is noticed while it is read
			return (unreadable.getMostSpecificCause() instanceof ProblemException refused) ? refused
					: ProblemException.invalid(whyUnreadable(unreadable));
		}
		if (exception instanceof MethodArgumentNotValidException invalid) {
			FieldError error = invalid.getFieldError();
			return (error == null) ? new ProblemException(CommonProblem.INVALID_REQUEST) : ProblemException
				.invalid("%s %s".formatted(jsonName(error.getField()), error.getDefaultMessage()));
		}
		if (exception instanceof MethodArgumentTypeMismatchException mismatch) {
			// in a path, an id that cannot exist
			return mismatch.getParameter().hasParameterAnnotation(PathVariable.class)
					? new ProblemException(CommonProblem.NOT_FOUND) : ProblemException
						.invalid("The parameter %s is not of its documented form".formatted(mismatch.getName()));
		}
		// the framework's own refusals are 404, 405, 406, 415 and their like
		return new ProblemException((exception instanceof ErrorResponse error) ? CommonProblem.of(error.getStatusCode())
				: report(exception));
	}

	/**
	 * Logs an unexpected exception: a defect with its stack trace, an unreachable
	 * database in one line, a malformed request not at all.
	 * @return its code
	 */
	public static ProblemCode report(Throwable exception) {
		ProblemCode code = codeOf(exception);
		if (code == CommonProblem.INTERNAL_ERROR) {
			logger.error("The handling of this request failed", exception);
		}
		else if (code == CommonProblem.SERVICE_UNAVAILABLE) {
			logger.warn("The database is unreachable ({})", exception.toString());
		}
		return code;
	}

	/**
	 * The code for an unexpected exception: a malformed request (some parts are parsed
	 * only when a handler reads them), an unreachable database, or a defect.
	 */
	static ProblemCode codeOf(Throwable exception) {
		return Stream.iterate(exception, Objects::nonNull, Throwable::getCause).limit(20).map((cause) -> {
			if (cause instanceof RequestRejectedException || cause.getClass().getName().equals(BAD_PARAMETER)) {
				return CommonProblem.INVALID_REQUEST;
			}
			return isDatabaseUnavailable(cause) ? CommonProblem.SERVICE_UNAVAILABLE : CommonProblem.INTERNAL_ERROR;
		}).filter((code) -> code != CommonProblem.INTERNAL_ERROR).findFirst().orElse(CommonProblem.INTERNAL_ERROR);
	}

	private static boolean isDatabaseUnavailable(Throwable cause) {
		return cause instanceof SQLTransientConnectionException || cause instanceof SQLNonTransientConnectionException
				|| cause.getClass().getName().equals(LOST_TRANSACTION) || (cause instanceof SQLException sql
						&& sql.getSQLState() != null && DATABASE_UNAVAILABLE.matcher(sql.getSQLState()).matches());
	}

	/** Names the member at fault; never quotes the body, which may hold a password. */
	private static String whyUnreadable(HttpMessageNotReadableException unreadable) {
		Throwable cause = unreadable.getCause();
		if (cause instanceof DatabindException databind && !databind.getPath().isEmpty()) {
			// an element of a list has no name, the list has one
			return notAsDocumented(databind.getPath()
				.stream()
				.map(JacksonException.Reference::getPropertyName)
				.filter(Objects::nonNull)
				.reduce((outer, inner) -> inner)
				.orElse(null));
		}
		if (cause instanceof InputCoercionException tooLarge) {
			return notAsDocumented(tooLarge.processor().currentName());
		}
		return (cause instanceof StreamReadException) ? "The body is not well-formed JSON, or has a member twice"
				: "The body is missing or is not the documented JSON object";
	}

	private static String jsonName(String field) {
		return field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
	}

	private static String notAsDocumented(@Nullable String member) {
		String clean = (member != null) ? member.replaceAll("[^A-Za-z0-9_.-]", "?") : "?";
		return "The member %s of the body is unknown, repeated, or not of its documented type"
			.formatted((clean.length() <= 40) ? clean : clean.substring(0, 40) + "…");
	}

}
