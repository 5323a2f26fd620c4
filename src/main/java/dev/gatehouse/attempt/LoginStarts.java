package dev.gatehouse.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * Limits how many logins an address begins, whatever their scheme: each writes a row.
 */
@Component
public class LoginStarts {

	private static final int MAX_ADDRESSES = 100_000;

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final Cache<String, Starts> starts = Caffeine.newBuilder()
		.maximumSize(MAX_ADDRESSES)
		.expireAfterAccess(WINDOW)
		.build();

	private final StartProperties properties;

	private final Clock clock;

	LoginStarts(StartProperties properties, Clock clock) {
		this.properties = properties;
		this.clock = clock;
	}

	/** Counts a start: empty if it is allowed, otherwise the seconds to wait. */
	public OptionalLong count(HttpServletRequest request) {
		Instant now = this.clock.instant();
		Starts begun = this.starts.asMap()
			.merge(ClientAddress.of(request), new Starts(1, now.plus(WINDOW)), (last, first) -> last.next(now, first));
		return (begun.count() <= this.properties.startsPerAddress()) ? OptionalLong.empty()
				: OptionalLong.of(Duration.between(now, begun.end()).toSeconds() + 1);
	}

	/** The same for a handler, which it ends if the address has to wait. */
	public void require(HttpServletRequest request, HttpServletResponse response) {
		count(request).ifPresent((seconds) -> {
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
			throw new ProblemException(CommonProblem.RATE_LIMITED);
		});
	}

	/** The logins that an address has begun until the end of its window. */
	private record Starts(int count, Instant end) {

		Starts next(Instant now, Starts first) {
			return now.isBefore(this.end) ? new Starts(this.count + 1, this.end) : first;
		}

	}

	/** How many logins an address may begin in a minute. */
	@Validated
	@ConfigurationProperties("gatehouse.login")
	record StartProperties(@DefaultValue("300") @Min(1) int startsPerAddress) {
	}

}
