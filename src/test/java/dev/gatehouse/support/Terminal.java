package dev.gatehouse.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A shell in which the commands that pages show are run as they stand.
 */
public final class Terminal {

	private final Path folder;

	public Terminal(Path folder) {
		this.folder = folder;
	}

	/**
	 * Runs a command.
	 * @param command for bash
	 * @param variables what the shell also knows
	 * @return what it printed
	 */
	public String run(String command, Map<String, String> variables) {
		ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", command)).directory(this.folder.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(variables);
		try {
			Process process = builder.start();
			process.getOutputStream().close();
			String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			return printed;
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
	}

	/** The status in the first line that {@code curl -i} prints. */
	public int status(String command, Map<String, String> variables) {
		String printed = run(command, variables);
		assertThat(printed).startsWith("HTTP/1.1 ");
		return Integer.parseInt(printed.substring(9, 12));
	}

}
