package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends bytes as they are, for what no HTTP client would send.
 */
public final class RawHttp {

	private final int port;

	public RawHttp(int port) {
		this.port = port;
	}

	/**
	 * Sends a request and reads until the server closes.
	 * @param requestLine such as {@code GET /api/./data HTTP/1.1}
	 * @param headerLines without line ends; Host and Connection are added
	 * @return the whole response as text
	 */
	public String send(String requestLine, String... headerLines) {
		StringBuilder request = new StringBuilder(requestLine).append("\r\n");
		request.append("Host: localhost:").append(this.port).append("\r\n").append("Connection: close\r\n");
		for (String line : headerLines) {
			request.append(line).append("\r\n");
		}
		return exchange(request.append("\r\n").toString());
	}

	/** Sends bytes and reads until the server closes. */
	public String exchange(String request) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	public static int status(String response) {
		return Integer.parseInt(response.split(" ", 3)[1]);
	}

}
