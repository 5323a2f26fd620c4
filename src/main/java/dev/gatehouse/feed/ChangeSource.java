package dev.gatehouse.feed;

/**
 * Port: a table whose changes the feed reads. Every bean of this type is used.
 */
@FunctionalInterface
public interface ChangeSource {

	/**
	 * A select of two columns, the id (text) of what changed after {@code :since} and the
	 * time of that change by the clock of the database, from an index; empty if nothing
	 * ever changes. A deleted row cannot be selected, so keep it for an hour.
	 */
	String changes();

}
