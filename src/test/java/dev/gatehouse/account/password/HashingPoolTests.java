package dev.gatehouse.account.password;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.gatehouse.ratelimit.RetryLaterException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * How much is hashed at once.
 */
class HashingPoolTests {

	private final HashingPool pool = new HashingPool(1);

	@Test
	void runWhenManyComeThenOneWorksSomeWaitAndTheRestAreToldAtOnce() {
		CountDownLatch end = new CountDownLatch(1);
		List<CompletableFuture<String>> admitted = new ArrayList<>();
		for (int i = 0; i < 33; i++) {
			admitted.add(CompletableFuture.supplyAsync(() -> this.pool.run(() -> awaitEnd(end)), (task) -> {
				Thread thread = new Thread(task);
				thread.setDaemon(true);
				thread.start();
			}));
		}
		await().until(() -> this.pool.waiting() == 32);
		assertThatThrownBy(() -> this.pool.run(() -> "late")).isInstanceOf(RetryLaterException.class);
		end.countDown();
		assertThat(admitted).allSatisfy((answer) -> assertThat(answer.join()).isEqualTo("done"));
		assertThat(this.pool.run(() -> "after")).isEqualTo("after");
	}

	@Test
	void runWhenWorkFailsThenItsExceptionIsThrown() {
		assertThatThrownBy(() -> this.pool.run(() -> {
			throw new IllegalArgumentException("mine");
		})).isInstanceOf(IllegalArgumentException.class).hasMessage("mine");
	}

	private static String awaitEnd(CountDownLatch end) {
		try {
			end.await();
			return "done";
		}
		catch (InterruptedException interrupted) {
			throw new IllegalStateException(interrupted);
		}
	}

}
