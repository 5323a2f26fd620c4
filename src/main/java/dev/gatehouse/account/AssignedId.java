package dev.gatehouse.account;

import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;

import org.springframework.data.domain.Persistable;

/**
 * An entity that brings its id. Storing a new one is an insert, so that an id that is
 * taken fails instead of overwriting the row.
 *
 * @param <K> the type of the id
 */
@MappedSuperclass
public abstract class AssignedId<K> implements Persistable<K> {

	@Transient
	private boolean stored;

	@Override
	public final boolean isNew() {
		return !this.stored;
	}

	@PostLoad
	@PostPersist
	final void markStored() {
		this.stored = true;
	}

}
