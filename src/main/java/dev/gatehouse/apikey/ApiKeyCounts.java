package dev.gatehouse.apikey;

import java.util.Collection;
import java.util.Map;

/**
 * Port, optional: how often keys were used.
 */
public interface ApiKeyCounts {

	/** Writes recent counts, so that the list that is read next includes them. */
	void write();

	/** The admitted requests of each key that was used. */
	Map<String, Long> of(Collection<String> keyIds);

}
