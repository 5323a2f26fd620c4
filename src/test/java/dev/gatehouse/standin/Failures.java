package dev.gatehouse.standin;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The failures asked for: those for one request each come first, then those that stay.
 */
final class Failures {

	private final Map<Endpoint, Queue<Failure>> next = new ConcurrentHashMap<>();

	private final Map<Endpoint, Failure> always = new ConcurrentHashMap<>();

	void addNext(Endpoint endpoint, Failure failure) {
		this.next.computeIfAbsent(endpoint, (key) -> new ConcurrentLinkedQueue<>()).add(failure);
	}

	void setAlways(Endpoint endpoint, Failure failure) {
		this.always.put(endpoint, failure);
	}

	Failure take(Endpoint endpoint) {
		Queue<Failure> queue = this.next.get(endpoint);
		Failure failure = (queue != null) ? queue.poll() : null;
		return (failure != null) ? failure : this.always.getOrDefault(endpoint, Failure.NONE);
	}

	void reset() {
		this.next.clear();
		this.always.clear();
	}

}
