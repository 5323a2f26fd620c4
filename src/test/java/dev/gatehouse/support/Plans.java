package dev.gatehouse.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.postgresql.PGStatement;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * How PostgreSQL finds what requests ask for: the statements that were executed for them,
 * with their values, and the plans of those that read.
 */
public final class Plans implements BeanPostProcessor {

	private final List<String> executed = new CopyOnWriteArrayList<>();

	/** Executes each query again, and answers its plan with the rows that it touched. */
	public List<String> of(DataSource database, Runnable request) {
		this.executed.clear();
		request.run();
		return this.executed.stream()
			.filter((statement) -> statement.startsWith("select"))
			.distinct()
			.map((statement) -> statement + "\n" + String.join("\n",
					JdbcClient.create(database).sql("explain (analyze) " + statement).query(String.class).list()))
			.toList();
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		return (bean instanceof DataSource source) ? new RecordingDataSource(source) : bean;
	}

	@SuppressWarnings("unchecked")
	private static <T> T proxy(Class<T> type, T target, Calls calls) {
		return (T) Proxy.newProxyInstance(Plans.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					try {
						return calls.after(method.getName(), method.invoke(target, arguments));
					}
					catch (InvocationTargetException failed) {
						throw failed.getTargetException();
					}
				});
	}

	private interface Calls {

		Object after(String method, Object result) throws SQLException;

	}

	private final class RecordingDataSource extends DelegatingDataSource {

		RecordingDataSource(DataSource source) {
			super(source);
		}

		@Override
		public Connection getConnection() throws SQLException {
			return proxy(Connection.class, super.getConnection(),
					(method, result) -> (result instanceof PreparedStatement statement) ? recorded(statement) : result);
		}

		private PreparedStatement recorded(PreparedStatement statement) {
			return proxy(PreparedStatement.class, statement, (method, result) -> {
				if (method.startsWith("execute") && StatementCount.servesARequest(Thread.currentThread())) {
					Plans.this.executed.add(statement.unwrap(PGStatement.class).toString());
				}
				return result;
			});
		}

	}

}
