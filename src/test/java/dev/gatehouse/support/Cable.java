package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cable between the service and a store, which a test can cut and mend: connections
 * break and new ones are refused, as when the store is stopped. Or hang: connections
 * stay, and what is sent is swallowed, as behind a firewall that forgot them; after the
 * mending new ones work, and the old ones never do.
 */
public final class Cable implements AutoCloseable {

	private final int port;

	private volatile int target;

	private final Set<Socket> ends = ConcurrentHashMap.newKeySet();

	/** Connections of an earlier age are swallowed. */
	private final AtomicInteger age = new AtomicInteger();

	private volatile boolean hanging;

	private volatile ServerSocket plug;

	private Cable(int target) throws IOException {
		this.target = target;
		this.plug = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.port = this.plug.getLocalPort();
		accept(this.plug);
	}

	static Cable to(int target) {
		try {
			return new Cable(target);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	int port() {
		return this.port;
	}

	public void cut() {
		close(this.plug);
		this.ends.forEach(Cable::close);
		this.ends.clear();
	}

	public void hang() {
		this.hanging = true;
		this.age.incrementAndGet();
	}

	/** Leads new connections elsewhere; those that are open stay. */
	void lead(int elsewhere) {
		this.target = elsewhere;
	}

	public void mend() {
		this.hanging = false;
		if (!this.plug.isClosed()) {
			return;
		}
		try {
			this.plug = new ServerSocket(this.port, 50, InetAddress.getLoopbackAddress());
			accept(this.plug);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	@Override
	public void close() {
		cut();
	}

	private void accept(ServerSocket open) {
		run(() -> {
			while (true) {
				Socket here = open.accept();
				this.ends.add(here);
				if (!this.hanging) {
					connect(here);
				}
			}
		});
	}

	private void connect(Socket here) {
		try {
			Socket there = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.ends.add(there);
			pump(here, there);
			pump(there, here);
		}
		catch (IOException refused) {
			close(here);
		}
	}

	private void pump(Socket from, Socket to) {
		int born = this.age.get();
		run(() -> {
			try (from; to) {
				byte[] some = new byte[8_192];
				for (int read = 0; read >= 0; read = from.getInputStream().read(some)) {
					if (born == this.age.get()) {
						to.getOutputStream().write(some, 0, read);
					}
				}
			}
		});
	}

	private static void close(AutoCloseable end) {
		try {
			end.close();
		}
		catch (Exception alreadyClosed) {
			// closed is what was wanted
		}
	}

	private static void run(Wire wire) {
		Thread thread = new Thread(() -> {
			try {
				wire.run();
			}
			catch (IOException cut) {
				// as intended
			}
		}, "cable");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Wire {

		void run() throws IOException;

	}

}
