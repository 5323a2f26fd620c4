package dev.gatehouse.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The store of every server in this process that names none itself: H2 in memory, or with
 * {@code -Dgatehouse.test.store=postgresql} a real PostgreSQL, so that the same tests
 * hold on both.
 */
public enum TestStore {

	/** In memory, as in demo. */
	H2("H2") {

		@Override
		public List<String> options() {
			return List.of("--spring.datasource.url=" + IN_MEMORY.formatted(count.incrementAndGet()));
		}

	},

	/** As in prod. */
	POSTGRESQL("PostgreSQL") {

		@Override
		public List<String> options() {
			return RealStores.onPostgres(RealStores.newDatabase());
		}

	};

	private static final String IN_MEMORY = "jdbc:h2:mem:replica_%d;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";

	private static final AtomicInteger count = new AtomicInteger();

	private final String product;

	TestStore(String product) {
		this.product = product;
	}

	/** The one that this run was asked for. */
	public static TestStore chosen() {
		return valueOf(System.getProperty("gatehouse.test.store", "h2").toUpperCase(Locale.ROOT));
	}

	/** What the driver calls it. */
	public String product() {
		return this.product;
	}

	/** The options that put a server on a new, empty database of this kind. */
	public abstract List<String> options();

	/** A server on a new database of this kind. */
	public Replica start(String... more) {
		List<String> all = new ArrayList<>(options());
		all.addAll(List.of(more));
		return Replica.start(all.toArray(String[]::new));
	}

}
