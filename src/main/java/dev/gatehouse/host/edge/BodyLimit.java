package dev.gatehouse.host.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Stops reading a body after 16 KB, whatever its declared length.
 */
@ControllerAdvice
class BodyLimit extends RequestBodyAdviceAdapter {

	private static final int MOST = 16 * 1024;

	@Override
	public boolean supports(MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) {
		return true;
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) throws IOException {
		byte[] body = message.getBody().readNBytes(MOST + 1);
		if (body.length > MOST) {
			throw new ProblemException(ProblemCode.PAYLOAD_TOO_LARGE);
		}
		return new ReadBody(message.getHeaders(), new ByteArrayInputStream(body));
	}

	private record ReadBody(HttpHeaders headers, InputStream body) implements HttpInputMessage {

		@Override
		public InputStream getBody() {
			return this.body;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
