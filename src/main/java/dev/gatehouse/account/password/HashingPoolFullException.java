package dev.gatehouse.account.password;

/**
 * More passwords are waiting to be hashed than can be in a moment. Nothing was checked or
 * changed; the same request may succeed a little later.
 */
public final class HashingPoolFullException extends RuntimeException {

	HashingPoolFullException() {
		super("the hashing pool is full", null, false, false);
	}

}
