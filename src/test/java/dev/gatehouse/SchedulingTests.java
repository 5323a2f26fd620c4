package dev.gatehouse;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is done every so often does not wait for each other, on any Java: a purge that
 * takes long must not hold up the feed of changes.
 */
class SchedulingTests extends ServerTests {

	@Autowired
	private TaskScheduler scheduler;

	@Autowired
	private ConfigurableListableBeanFactory beans;

	/**
	 * Before Java 21 the one of Spring Boot would do as well, so the behaviour alone
	 * shows nothing there.
	 */
	@Test
	void schedulerWhenMadeThenIsThatOfTheServiceWithAThreadForEachOfFourTasks() {
		String maker = this.beans.getBeanDefinition("taskScheduler").getFactoryBeanName();
		assertThat(this.beans.getType(String.valueOf(maker)).getPackageName()).startsWith("dev.gatehouse");
		assertThat(this.scheduler).isInstanceOfSatisfying(ThreadPoolTaskScheduler.class,
				(pool) -> assertThat(pool.getScheduledThreadPoolExecutor().getCorePoolSize()).isEqualTo(4));
	}

	@Test
	void taskWhenAnotherTakesLongThenRunsAllTheSame() throws InterruptedException {
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch meanwhile = new CountDownLatch(3);
		try {
			ScheduledFuture<?> slow = this.scheduler.scheduleWithFixedDelay(() -> await(end), Duration.ofMillis(10));
			ScheduledFuture<?> quick = this.scheduler.scheduleWithFixedDelay(meanwhile::countDown,
					Duration.ofMillis(10));
			assertThat(meanwhile.await(20, TimeUnit.SECONDS)).isTrue();
			slow.cancel(false);
			quick.cancel(false);
		}
		finally {
			end.countDown();
		}
	}

	private static void await(CountDownLatch end) {
		try {
			end.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
