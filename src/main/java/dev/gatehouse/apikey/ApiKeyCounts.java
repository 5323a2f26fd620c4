package dev.gatehouse.apikey;

import java.util.Collection;
import java.util.Map;

/**
 * Port, optional: how often keys were used.
 */
public interface ApiKeyCounts {

	/** Writes what was counted lately, so that a list that is read next shows it. */
	void write();

	/** The requests that were let through, for each key that was used. */
	Map<String, Long> of(Collection<String> keyIds);

}
