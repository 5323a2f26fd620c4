package dev.gatehouse.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Counts the statements that requests wait for, underneath Hibernate and all other
 * libraries: those that are prepared or created in a thread of the web server. What is
 * refreshed or flushed in the background is not among them.
 */
public final class StatementCount implements BeanPostProcessor {

	private static final AtomicInteger count = new AtomicInteger();

	public static int now() {
		return count.get();
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		return (bean instanceof DataSource source && !(bean instanceof CountingDataSource))
				? new CountingDataSource(source) : bean;
	}

	/** By Tomcat's names, of threads of the system and of virtual ones. */
	static boolean servesARequest(Thread thread) {
		return thread.getName().contains("-exec-") || thread.getName().startsWith("tomcat-handler-");
	}

	private static final class CountingDataSource extends DelegatingDataSource {

		CountingDataSource(DataSource source) {
			super(source);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().startsWith("prepare") || method.getName().equals("createStatement")) {
							if (servesARequest(Thread.currentThread())) {
								count.incrementAndGet();
							}
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException failed) {
							throw failed.getTargetException();
						}
					});
		}

	}

}
