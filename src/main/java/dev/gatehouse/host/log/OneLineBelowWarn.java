package dev.gatehouse.host.log;

import java.util.Objects;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logs an exception below WARN in one line: there the container and the frameworks report
 * what callers did wrong, with a stack trace each. Registered in
 * {@code logback-spring.xml}.
 */
public final class OneLineBelowWarn extends TurboFilter {

	@Override
	public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
			Object @Nullable [] params, @Nullable Throwable throwable) {
		if (level.isGreaterOrEqual(Level.WARN) || (throwable == null && params == null)) {
			return FilterReply.NEUTRAL;
		}
		Throwable given = (throwable != null) ? throwable : MessageFormatter.getThrowableCandidate(params);
		if (given == null || !logger.isEnabledFor(marker, level)) {
			return FilterReply.NEUTRAL;
		}
		String message = Objects.requireNonNullElse(MessageFormatter.arrayFormat(format, params).getMessage(), "");
		logger.log(marker, OneLineBelowWarn.class.getName(), Level.toLocationAwareLoggerInteger(level),
				message + ": " + given, null, null);
		return FilterReply.DENY;
	}

}
