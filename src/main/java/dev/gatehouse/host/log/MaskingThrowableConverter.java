package dev.gatehouse.host.log;

import ch.qos.logback.classic.spi.IThrowableProxy;

import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/**
 * Spring Boot's {@code %wEx} with secrets masked. Registered in
 * {@code logback-spring.xml}.
 */
public final class MaskingThrowableConverter extends ExtendedWhitespaceThrowableProxyConverter {

	@Override
	protected String throwableProxyToString(IThrowableProxy throwable) {
		return LogMask.secrets(super.throwableProxyToString(throwable));
	}

}
