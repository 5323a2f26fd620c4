package dev.gatehouse.support;

import java.time.Duration;
import java.util.function.Supplier;

import dev.gatehouse.support.Http.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a replica goes on accepting what another has revoked.
 */
public final class Staleness {

	private static final Duration TIMEOUT = Duration.ofSeconds(15);

	private Staleness() {
	}

	/**
	 * Repeats a request until it is refused, so that the replica does not merely forget
	 * what nobody uses.
	 * @param code the refusal
	 * @return from now to the beginning of the last request that was accepted: a slow
	 * answer does not count
	 */
	public static Duration until(String code, Supplier<Answer> request) {
		long start = System.nanoTime();
		Duration accepted = Duration.ZERO;
		while (true) {
			Duration begun = Duration.ofNanos(System.nanoTime() - start);
			if (request.get().code().equals(code)) {
				return accepted;
			}
			accepted = begun;
			assertThat(accepted).as("not refused with %s", code).isLessThan(TIMEOUT);
			pause();
		}
	}

	private static void pause() {
		try {
			Thread.sleep(20);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
	}

}
