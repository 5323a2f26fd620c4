package dev.gatehouse.host.log;

import java.util.Arrays;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/**
 * Spring Boot's {@code %wEx} with secrets masked, and each message in one line.
 * Registered in {@code logback-spring.xml}.
 */
public final class MaskingThrowableConverter extends ExtendedWhitespaceThrowableProxyConverter {

	@Override
	protected String throwableProxyToString(IThrowableProxy throwable) {
		return super.throwableProxyToString(new Masked(throwable));
	}

	/** Delegates all but the messages, which may quote a caller. */
	private record Masked(IThrowableProxy throwable) implements IThrowableProxy {

		@Override
		public @Nullable String getMessage() {
			return mask(this.throwable.getMessage());
		}

		@Override
		public @Nullable String getOverridingMessage() {
			return mask(this.throwable.getOverridingMessage());
		}

		private static @Nullable String mask(@Nullable String message) {
			return (message != null) ? LogMask.message(message) : null;
		}

		@Override
		public String getClassName() {
			return this.throwable.getClassName();
		}

		@Override
		public StackTraceElementProxy[] getStackTraceElementProxyArray() {
			return this.throwable.getStackTraceElementProxyArray();
		}

		@Override
		public int getCommonFrames() {
			return this.throwable.getCommonFrames();
		}

		@Override
		public @Nullable IThrowableProxy getCause() {
			IThrowableProxy cause = this.throwable.getCause();
			return (cause != null) ? new Masked(cause) : null;
		}

		@Override
		public IThrowableProxy[] getSuppressed() {
			return Arrays.stream(this.throwable.getSuppressed()).map(Masked::new).toArray(IThrowableProxy[]::new);
		}

		@Override
		public boolean isCyclic() {
			return this.throwable.isCyclic();
		}

	}

}
