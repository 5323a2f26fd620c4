package dev.gatehouse.support;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * Sends bytes as they are and reads the status of the answer, on one connection for as
 * long as the server keeps it open.
 */
public final class RawConnection implements AutoCloseable {

	private final int port;

	private Socket socket;

	private InputStream in;

	public RawConnection(int port) {
		this.port = port;
		open();
	}

	/**
	 * Sends a request.
	 * @return the status of its answer; 0 if the server closed the connection instead
	 */
	public int send(byte[] request) {
		try {
			if (this.socket.isClosed()) {
				open();
			}
			this.socket.getOutputStream().write(request);
			return answer();
		}
		catch (IOException broken) {
			close();
			return 0;
		}
	}

	private int answer() throws IOException {
		int status = Integer.parseInt(line().split(" ", 3)[1]);
		long length = -1;
		boolean chunked = false;
		boolean last = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String field = header.toLowerCase(Locale.ROOT);
			length = field.startsWith("content-length:") ? Long.parseLong(field.substring(15).strip()) : length;
			chunked |= field.startsWith("transfer-encoding: chunked");
			last |= field.startsWith("connection: close");
		}
		if (status == 100) {
			return answer();
		}
		if (chunked) {
			for (int size = size(); size > 0; size = size()) {
				this.in.skipNBytes(size);
				line();
			}
			line();
		}
		else if (length > 0) {
			this.in.skipNBytes(length);
		}
		if (last) {
			close();
		}
		return status;
	}

	private int size() throws IOException {
		return Integer.parseInt(line().strip(), 16);
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException();
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	private void open() {
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
			this.socket.setSoTimeout(20_000);
			this.socket.setTcpNoDelay(true);
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException closed) {
			// as intended
		}
	}

}
