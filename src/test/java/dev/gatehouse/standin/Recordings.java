package dev.gatehouse.standin;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.web.servlet.function.ServerRequest;

/**
 * Every request in the order of arrival, those that were made to fail included.
 */
final class Recordings {

	private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

	ServerRequest record(ServerRequest request) {
		this.requests.add(RecordedRequest.of(request.servletRequest()));
		return request;
	}

	List<RecordedRequest> all() {
		return List.copyOf(this.requests);
	}

	int count(Endpoint endpoint) {
		return (int) this.requests.stream().filter(endpoint::matches).count();
	}

	void reset() {
		this.requests.clear();
	}

}
