package dev.gatehouse.host.edge;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.ProblemCode;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Receives the whole body before any filter runs, within a deadline. Before Java 21 a
 * body that comes slowly holds one of the threads that serve requests, so the number of
 * those under way is limited, also per client address: other requests find a thread.
 */
final class BodyValve extends ValveBase {

	/** Each read waits for {@code server.tomcat.connection-timeout} at most. */
	private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** For a body that comes right behind its headers, when all places are taken. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int MAX_PER_ADDRESS = 50;

	/** Read although too many, so that the client finds the answer. */
	private static final int MAX_REFUSED_BYTES = 2 * 1024 * 1024;

	private final int maxBytes;

	private final Semaphore places;

	private final ConcurrentMap<String, Integer> perAddress = new ConcurrentHashMap<>();

	BodyValve(int maxBytes, int maxInFlight) {
		super(true);
		this.maxBytes = maxBytes;
		this.places = new Semaphore(maxInFlight);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		org.apache.coyote.Request source = request.getCoyoteRequest();
		if (source.isFinished()) {
			getNext().invoke(request, response);
			return;
		}
		Body body = new Body();
		ProblemCode refusal = null;
		if (response.getStatus() < 400) { // or Tomcat has refused it
			response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
			refusal = receive(source, body, ClientAddress.of(request));
		}
		if (refusal != null || !source.isFinished()) {
			// Tomcat would wait for the rest
			source.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
		if (refusal != null) {
			request.setAttribute(ContainerProblems.CODE, refusal);
			response.sendError(refusal.status().value());
			return;
		}
		InputBuffer original = source.getInputBuffer();
		source.setInputBuffer(body);
		try {
			getNext().invoke(request, response);
		}
		finally {
			source.setInputBuffer(original);
		}
	}

	private @Nullable ProblemCode receive(org.apache.coyote.Request source, Body body, String address)
			throws IOException {
		long begun = System.nanoTime();
		boolean counted = false;
		try {
			while (!source.isFinished() && body.total < MAX_REFUSED_BYTES) {
				if (System.nanoTime() - begun > DEADLINE_NANOS) {
					return EdgeProblem.BODY_TOO_SLOW;
				}
				counted = counted || enter(address);
				if (!counted && !arrives(source, begun)) {
					return EdgeProblem.TOO_MANY_BODIES;
				}
				body.receive(source);
			}
			return null;
		}
		catch (SocketTimeoutException silent) {
			return EdgeProblem.BODY_TOO_SLOW;
		}
		finally {
			if (counted) {
				leave(address);
			}
		}
	}

	/**
	 * Whether a read would not wait. That of a chunk might, for the end of its header.
	 */
	private static boolean arrives(org.apache.coyote.Request source, long begun) {
		while (source.getContentLengthLong() > 0) {
			source.action(ActionCode.AVAILABLE, true);
			if (source.getAvailable() > 0) {
				return true;
			}
			if (System.nanoTime() - begun > GRACE_NANOS) {
				return false;
			}
			LockSupport.parkNanos(GRACE_NANOS / 10);
		}
		return false;
	}

	private boolean enter(String address) {
		if (!this.places.tryAcquire()) {
			return false;
		}
		if (this.perAddress.merge(address, 1, Integer::sum) <= MAX_PER_ADDRESS) {
			return true;
		}
		leave(address);
		return false;
	}

	private void leave(String address) {
		this.places.release();
		this.perAddress.computeIfPresent(address, (same, count) -> (count > 1) ? count - 1 : null);
	}

	/** What has arrived, as far as it is kept; the handlers then read it from here. */
	private final class Body implements ApplicationBufferHandler, InputBuffer {

		/** One byte more than is allowed, so that a filter refuses it. */
		private final ByteBuffer kept = ByteBuffer.allocate(BodyValve.this.maxBytes + 1).limit(0);

		private ByteBuffer part = EMPTY_BUFFER;

		private long total;

		void receive(org.apache.coyote.Request source) throws IOException {
			if (source.doRead(this) > 0) {
				this.total += this.part.remaining();
				int end = this.kept.limit();
				int length = Math.min(this.part.remaining(), this.kept.capacity() - end);
				this.kept.limit(end + length).put(end, this.part, this.part.position(), length);
			}
		}

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.part = buffer;
		}

		/** Tomcat cuts off what belongs to the next request. */
		@Override
		public ByteBuffer getByteBuffer() {
			return this.part;
		}

		@Override
		public void expand(int size) {
			// Tomcat hands over its own buffer
		}

		@Override
		public int doRead(ApplicationBufferHandler handler) {
			int bytes = this.kept.remaining();
			handler.setByteBuffer(this.kept.duplicate());
			this.kept.position(this.kept.limit());
			return (bytes > 0) ? bytes : -1;
		}

		@Override
		public int available() {
			return this.kept.remaining();
		}

	}

}
