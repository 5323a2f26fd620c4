package dev.gatehouse.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends requests repeatedly, on a few connections that each wait for their answer.
 * Uses plain sockets, so that the load costs little CPU compared to the service.
 */
final class Load {

	private final int port;

	private final int connections;

	private final List<byte[]> requests;

	Load(int port, String path, String... headers) {
		this(port, 8, List.of(request(port, path, headers)));
	}

	/** Sends many different requests, each connection its own share in turn. */
	Load(int port, int connections, List<byte[]> requests) {
		this.port = port;
		this.connections = connections;
		this.requests = requests;
	}

	static byte[] request(int port, String path, String... headers) {
		StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n");
		for (String header : headers) {
			text.append(header).append("\r\n");
		}
		return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
	}

	/** Runs for a time and returns the duration of each request in nanoseconds, sorted. */
	long[] run(Duration time) throws Exception {
		return paced(0, time);
	}

	/**
	 * The same at a fixed rate: one request per interval on each connection. If a request
	 * starts late because the previous one was slow, its duration counts from the time at
	 * which it should have started.
	 */
	long[] paced(int milliseconds, Duration time) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(this.connections);
		try {
			long end = System.nanoTime() + time.toNanos();
			List<Future<long[]>> parts = new ArrayList<>();
			for (int i = 0; i < this.connections; i++) {
				int first = this.requests.size() / this.connections * i;
				parts.add(threads.submit(() -> connection(first, milliseconds * 1_000_000L, end)));
			}
			long[] all = new long[0];
			for (Future<long[]> part : parts) {
				int length = all.length;
				all = Arrays.copyOf(all, length + part.get().length);
				System.arraycopy(part.get(), 0, all, length, part.get().length);
			}
			Arrays.sort(all);
			return all;
		}
		finally {
			threads.shutdown();
		}
	}

	private long[] connection(int first, long pace, long end) throws Exception {
		long[] times = new long[1024];
		int count = 0;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(10_000);
			InputStream in = new BufferedInputStream(socket.getInputStream(), 8192);
			for (long start = System.nanoTime(); start < end;) {
				socket.getOutputStream().write(this.requests.get((first + count) % this.requests.size()));
				skipAnswer(in);
				long now = System.nanoTime();
				if (count == times.length) {
					times = Arrays.copyOf(times, count * 2);
				}
				times[count++] = now - start;
				start = (pace == 0) ? now : start + pace;
				if (start > now) {
					Thread.sleep((start - now) / 1_000_000, (int) ((start - now) % 1_000_000));
				}
			}
		}
		return Arrays.copyOf(times, count);
	}

	private static void skipAnswer(InputStream in) throws IOException {
		String status = line(in);
		if (!status.startsWith("HTTP/1.1 200")) {
			throw new IOException("not measured, since the answer was: " + status);
		}
		long length = 0;
		for (String header = line(in); !header.isEmpty(); header = line(in)) {
			if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
				length = Long.parseLong(header.substring(15).strip());
			}
		}
		in.skipNBytes(length);
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder(64);
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0) {
				throw new IOException("the server closed the connection");
			}
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

}
