package dev.gatehouse.apikey.usage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.apikey.usage.UsageCounts.Origin;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Notes from which addresses each key was used, and publishes the first use from each.
 */
@Component
record NewAddresses(JdbcTemplate jdbc, ApplicationEventPublisher events) {

	/** Of a key; more are not noted until the oldest are purged. */
	private static final int MAX_ADDRESSES = 100;

	/** In a transaction in which no other replica writes. */
	void write(List<Map.Entry<Origin, Instant>> chunk) {
		Map<Origin, Instant> times = chunk.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		List<ApiKeyChanged> found = this.jdbc.query("""
				select id, owner_id, address from (
				select k.id, k.owner_id, s.address, row_number() over (partition by k.id order by s.address)
				+ (select count(*) from api_key_address known where known.key_id = k.id) as nth
				from unnest(cast(? as varchar array), cast(? as varchar array)) as s (key_id, address)
				join api_key k on k.id = s.key_id
				where not exists (select 1 from api_key_address a where a.key_id = s.key_id and a.address = s.address)
				) as found where nth <= ?""", (row, number) -> {
			Origin origin = new Origin(row.getString(1), row.getString(3));
			return new ApiKeyChanged("key.used_from_new_address", origin.keyId(), row.getString(2),
					ApiKeyChanged.HOLDER, Objects.requireNonNull(times.get(origin)), origin.address(), null);
		}, UsageRows.texts(chunk, (origin) -> origin.getKey().keyId()),
				UsageRows.texts(chunk, (origin) -> origin.getKey().address()), MAX_ADDRESSES);
		this.jdbc.batchUpdate("insert into api_key_address (key_id, address, first_seen_at) values (?, ?, ?)",
				found.stream()
					.map((use) -> new Object[] { use.keyId(), use.address(), use.at().atOffset(ZoneOffset.UTC) })
					.toList());
		found.forEach(this.events::publishEvent);
	}

}
