package dev.gatehouse.host.log;

import java.util.List;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Logback's {@code %m} with secrets masked. Registered in {@code logback-spring.xml}.
 */
public final class MaskingMessageConverter extends MessageConverter {

	/** Marks a line that shows what is public, such as the demo key. */
	private static final String PUBLIC = "PUBLIC";

	/** Reports of a failed start have several lines, and no caller has a part in them. */
	private static final String REPORTS = "org.springframework.boot.diagnostics.";

	@Override
	public String convert(ILoggingEvent event) {
		String message = super.convert(event);
		if (isPublic(event.getMarkerList())) {
			return message;
		}
		return event.getLoggerName().startsWith(REPORTS) ? LogMask.lines(message) : LogMask.message(message);
	}

	private static boolean isPublic(@Nullable List<Marker> markers) {
		return markers != null && markers.stream().anyMatch((marker) -> marker.getName().equals(PUBLIC));
	}

}
