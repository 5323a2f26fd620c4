package dev.gatehouse.apikey;

/**
 * Port, optional: how often keys were used.
 */
public interface ApiKeyCounts {

	/** Writes recent counts, so that the list that is read next includes them. */
	void write();

}
