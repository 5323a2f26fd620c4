package dev.gatehouse.standin;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Closes a connection without another byte, which no servlet can: Tomcat would finish the
 * answer, or make it an error page.
 */
final class ClosingValve extends ValveBase {

	private static final String ATTRIBUTE = ClosingValve.class.getName();

	ClosingValve() {
		super(true);
	}

	static void closeAfter(ServletRequest request) {
		request.setAttribute(ATTRIBUTE, true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		getNext().invoke(request, response);
		if (request.getAttribute(ATTRIBUTE) != null) {
			response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
		}
	}

}
