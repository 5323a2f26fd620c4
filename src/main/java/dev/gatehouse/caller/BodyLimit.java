package dev.gatehouse.caller;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Stops reading a body of undeclared length where it becomes too large. The chains refuse
 * a declared length themselves.
 */
@ControllerAdvice(annotations = ApiController.class)
class BodyLimit extends RequestBodyAdviceAdapter {

	private final int maxBytes;

	BodyLimit(ApiProperties properties) {
		this.maxBytes = (int) properties.maxBody().toBytes();
	}

	@Override
	public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
		return true;
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converter) throws IOException {
		byte[] body = message.getBody().readNBytes(this.maxBytes + 1);
		if (body.length > this.maxBytes) {
			throw new ProblemException(CommonProblem.PAYLOAD_TOO_LARGE);
		}
		return new ReadBody(message.getHeaders(), new ByteArrayInputStream(body));
	}

	private record ReadBody(HttpHeaders getHeaders, InputStream getBody) implements HttpInputMessage {

	}

}
