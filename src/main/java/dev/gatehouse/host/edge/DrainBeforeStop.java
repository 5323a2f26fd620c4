package dev.gatehouse.host.edge;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Keeps the ports open for a while after readiness has gone down, so that the proxy has
 * noticed before a connection is refused: it cannot send a request with a body twice.
 */
@Component
record DrainBeforeStop(ApplicationContext context, GatehouseProperties properties) {

	/** Readiness is down by now; both web servers stop after this. */
	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void drain(ContextClosedEvent closed) throws InterruptedException {
		if (closed.getApplicationContext() == this.context) {
			Thread.sleep(this.properties.drain().toMillis());
		}
	}

}
