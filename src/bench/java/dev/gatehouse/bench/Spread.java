package dev.gatehouse.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Measures what many keys and tokens cost beside one: on a real PostgreSQL with a million keys, of which a hundred thousand are in
 * use, and beside Spring's resource server with as many tokens.
 */
final class Spread {

	private static final int CONNECTIONS = 32;

	private static final int KEYS = 100_000;

	private static final int TOKENS = 50_000;

	private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	public static void main(String[] args) throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				Service ours = Service.startWith("-Xmx512m", Stream
					.concat(Stream.of(Tokens.OPTIONS),
							Stream.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
									"--spring.datasource.username=postgres", "--gatehouse.rate-limit.failures-per-address=1000000000",
									"--management.endpoints.web.exposure.include=health,metrics"))
					.toArray(String[]::new));
				Service resource = Service.peer("resource", "--peer.secret=" + Tokens.SECRET, "--peer.issuer=" + Tokens.ISSUER);
				Connection connection = postgres.getPostgresDatabase().getConnection()) {
			List<String> keys = keys(connection, Service.option(args, "rows", 1_000_000) - KEYS);
			List<String> tokens = new ArrayList<>();
			for (int i = 0; i < TOKENS; i++) {
				tokens.add(Tokens.token(i));
			}
			Rounds rounds = new Rounds(args, () -> transactions(connection));
			for (int many : new int[] { 1, 1_000, KEYS }) {
				rounds.add("keys: %,d".formatted(many), ours, load(ours, "/api/data", "X-API-Key: ", keys.subList(0, many)));
			}
			for (int many : new int[] { 1, 1_000, TOKENS }) {
				rounds.add("tokens: %,d".formatted(many), ours,
						load(ours, "/api/protected", "Authorization: Bearer ", tokens.subList(0, many)));
			}
			rounds.add("resource server, tokens: %,d".formatted(TOKENS), resource,
					load(resource, "/data", "Authorization: Bearer ", tokens));
			rounds.run();
			note(ours, connection);
		}
	}

	private static Load load(Service service, String path, String header, List<String> values) {
		return new Load(service.port(), CONNECTIONS,
				values.stream().map((value) -> Load.request(service.port(), path, header + value)).toList());
	}

	private static List<String> keys(Connection connection, int unused) throws Exception {
		List<String> keys = new ArrayList<>();
		connection.setAutoCommit(false);
		try (Statement sql = connection.createStatement();
				PreparedStatement insert = connection.prepareStatement("""
						insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at)
						select ?, cast(id as varchar), 'bench', ?, 'data:read', now(), now() + interval '1 day'
						from account where subject_key = ?""")) {
			sql.execute("""
					insert into account (id, subject, subject_key, name, role, tier, enabled, created_at)
					select gen_random_uuid(), 'bench' || n, 'bench' || n, 'bench' || n, 'USER', 'FREE', true, now()
					from generate_series(0, 999) n""");
			sql.execute("""
					insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at)
					select 'u' || n, 'nobody', 'bench', md5(n::text), 'data:read', now(), now() + interval '1 day'
					from generate_series(1, %d) n""".formatted(unused));
			Random random = new Random(1);
			for (int i = 0; i < KEYS; i++) {
				String id = text(random, 12);
				String secret = text(random, 43);
				String signed = "gk_" + id + "_" + secret;
				keys.add(signed + check(signed));
				insert.setString(1, id);
				insert.setString(2, HexFormat.of()
					.formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII))));
				insert.setString(3, "bench" + i % 1_000);
				insert.addBatch();
				if (i % 1_000 == 999) {
					insert.executeBatch();
				}
			}
		}
		connection.commit();
		connection.setAutoCommit(true);
		try (Statement sql = connection.createStatement()) {
			sql.execute("vacuum analyze");
		}
		return keys;
	}

	private static String text(Random random, int length) {
		StringBuilder text = new StringBuilder();
		random.ints(length, 0, DIGITS.length()).forEach((digit) -> text.append(DIGITS.charAt(digit)));
		return text.toString();
	}

	private static String check(String signed) {
		CRC32 crc = new CRC32();
		crc.update(signed.getBytes(StandardCharsets.US_ASCII));
		StringBuilder check = new StringBuilder();
		for (long rest = crc.getValue(); check.length() < 6; rest /= DIGITS.length()) {
			check.append(DIGITS.charAt((int) (rest % DIGITS.length())));
		}
		return check.reverse().toString();
	}

	/** Of all clients; a statement outside of a transaction is one of its own. */
	private static long transactions(Connection connection) {
		try (Statement sql = connection.createStatement();
				ResultSet row = sql.executeQuery("select sum(xact_commit + xact_rollback) from pg_stat_database")) {
			row.next();
			return row.getLong(1);
		}
		catch (SQLException failed) {
			throw new IllegalStateException(failed);
		}
	}

	private static void note(Service ours, Connection connection) throws Exception {
		jcmd(ours, "GC.run");
		System.out.println("heap of ours after GC: " + jcmd(ours, "GC.heap_info").lines()
			.filter((line) -> line.contains("used"))
			.findFirst()
			.orElse("")
			.strip());
		String usage = ours.send("GET", "/actuator/metrics/hikaricp.connections.usage", "", null).body().replaceAll("\\s", "");
		System.out.println("longest use of a connection (a flush of 10,000 keys): "
				+ usage.replaceFirst(".*\"MAX\",\"value\":([^}]*).*", "$1") + " s");
		try (Statement sql = connection.createStatement();
				ResultSet plan = sql.executeQuery("""
						explain analyze select id, changed_at from api_key where changed_at > now() - interval '1 minute'
						union all select cast(id as varchar), changed_at from account where changed_at > now() - interval '1 minute'
						union all select cast(id as varchar), revoked_at from login_session where revoked_at > now() - interval '1 minute'
						""")) {
			while (plan.next()) {
				if (plan.getString(1).startsWith("Execution")) {
					System.out.println("the feed's statement: " + plan.getString(1));
				}
			}
		}
	}

	private static String jcmd(Service service, String command) throws Exception {
		Process jcmd = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(service.pid()), command).start();
		return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
