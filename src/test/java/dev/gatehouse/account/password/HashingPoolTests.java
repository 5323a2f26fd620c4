package dev.gatehouse.account.password;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import dev.gatehouse.ratelimit.RetryLaterException;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

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
			String name = "name" + i;
			admitted.add(inBackground(() -> this.pool.run(name, () -> awaitEnd(end))));
		}
		await().until(() -> this.pool.waiting() == 32);
		assertThatThrownBy(() -> this.pool.run("late", () -> "late")).isInstanceOf(RetryLaterException.class);
		end.countDown();
		assertThat(admitted).allSatisfy((answer) -> assertThat(answer.join()).isEqualTo("done"));
		assertThat(this.pool.run("after", () -> "after")).isEqualTo("after");
	}

	/** Whatever the case of the name; of another address nobody is in the way. */
	@Test
	void runWhenOneAccountOrOneAddressComesOftenThenLeavesRoomForOthers() {
		CountDownLatch end = new CountDownLatch(1);
		for (int i = 0; i < 16; i++) {
			String name = (i % 2 == 0) ? "ada" : "ADA";
			inBackground(() -> this.pool.run(name, () -> awaitEnd(end)));
		}
		await().until(() -> this.pool.waiting() == 15);
		assertThatThrownBy(() -> this.pool.run("Ada", () -> "late")).isInstanceOf(RetryLaterException.class);
		for (int i = 0; i < 16; i++) {
			String name = "name" + i;
			inBackground(() -> from("10.0.0.1", () -> this.pool.run(name, () -> awaitEnd(end))));
		}
		await().until(() -> this.pool.waiting() == 31);
		assertThatThrownBy(() -> from("10.0.0.1", () -> this.pool.run("eve", () -> "late")))
			.isInstanceOf(RetryLaterException.class);
		CompletableFuture<String> other = inBackground(() -> from("10.0.0.2", () -> this.pool.run("bob", () -> "in")));
		await().until(() -> this.pool.waiting() == 32);
		end.countDown();
		assertThat(other.join()).isEqualTo("in");
		assertThat(from("10.0.0.1", () -> this.pool.run("ada", () -> "after"))).isEqualTo("after");
	}

	private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
		return CompletableFuture.supplyAsync(work, (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			thread.start();
		});
	}

	private static <T> T from(String address, Supplier<T> work) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(address);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		try {
			return work.get();
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
	}

	@Test
	void runWhenWorkFailsThenItsExceptionIsThrown() {
		assertThatThrownBy(() -> this.pool.run("ada", () -> {
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
