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

	void write(List<Map.Entry<Origin, Instant>> chunk) {
		Map<Origin, Instant> times = chunk.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		List<ApiKeyChanged> found = this.jdbc.query("""
				select k.id, k.owner_id, s.address
				from unnest(cast(? as varchar array), cast(? as varchar array)) as s (key_id, address)
				join api_key k on k.id = s.key_id
				left join api_key_address a on a.key_id = s.key_id and a.address = s.address
				where a.key_id is null""", (row, number) -> {
			Origin origin = new Origin(row.getString(1), row.getString(3));
			return new ApiKeyChanged("key.used_from_new_address", origin.keyId(), row.getString(2),
					ApiKeyChanged.HOLDER, Objects.requireNonNull(times.get(origin)), origin.address(), null);
		}, UsageRows.texts(chunk, (origin) -> origin.getKey().keyId()),
				UsageRows.texts(chunk, (origin) -> origin.getKey().address()));
		this.jdbc.batchUpdate("insert into api_key_address (key_id, address, first_seen_at) values (?, ?, ?)",
				found.stream()
					.map((use) -> new Object[] { use.keyId(), use.address(), use.at().atOffset(ZoneOffset.UTC) })
					.toList());
		found.forEach(this.events::publishEvent);
	}

}
