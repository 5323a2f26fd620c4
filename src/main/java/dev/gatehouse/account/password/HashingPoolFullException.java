package dev.gatehouse.account.password;

import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.ratelimit.RetryLaterException;

/**
 * Too many passwords are waiting to be hashed. Nothing was checked or changed.
 */
public final class HashingPoolFullException extends RetryLaterException {

	HashingPoolFullException() {
		super(AccountProblem.SERVICE_BUSY, 2);
	}

}
