package dev.gatehouse.service;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.apikey.KeyOwners;
import dev.gatehouse.feed.ChangeFeed;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Fills the port of API keys: they belong to accounts.
 */
@Component
record AccountKeyOwners(Accounts accounts, ApplicationEventPublisher events) implements KeyOwners {

	@Override
	public Optional<KeyOwner> find(String id) {
		return this.accounts.findById(UUID.fromString(id)).map(AccountKeyOwners::owner);
	}

	@Override
	public Optional<KeyOwner> findBySubject(String subject) {
		return this.accounts.findBySubject(subject).map(AccountKeyOwners::owner);
	}

	@Override
	public Optional<KeyOwner> lock(String id) {
		return this.accounts.lockById(UUID.fromString(id)).map(AccountKeyOwners::owner);
	}

	@Override
	public String changes() {
		return "select cast(id as varchar(36)), changed_at from account where changed_at > :since";
	}

	@EventListener
	void accountChanged(Account.Changed changed) {
		this.events.publishEvent(new ChangeFeed.Changed(List.of(changed.accountId().toString())));
	}

	@EventListener
	void accountDeleted(Account.Deleted deleted) {
		this.events.publishEvent(new KeyOwners.Deleted(deleted.accountId().toString()));
	}

	private static KeyOwner owner(Account account) {
		return new KeyOwner(account.getId().toString(), account.subject(), account.name(), account.role(),
				account.tier(), account.isEnabled());
	}

}
