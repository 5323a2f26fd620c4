package dev.gatehouse.host.operations;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Puts a gate before each pool, for Hibernate and everybody else.
 */
@Component
final class DatabaseGates implements BeanPostProcessor, DisposableBean {

	private final List<DatabaseGate> gates = new CopyOnWriteArrayList<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof DataSource pool && !(bean instanceof DatabaseGate)) {
			DatabaseGate gate = new DatabaseGate(pool);
			this.gates.add(gate);
			return gate;
		}
		return bean;
	}

	@Override
	public void destroy() {
		this.gates.forEach(DatabaseGate::close);
	}

}
