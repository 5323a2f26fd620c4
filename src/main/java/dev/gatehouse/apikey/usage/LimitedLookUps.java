package dev.gatehouse.apikey.usage;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.BooleanSupplier;

import dev.gatehouse.apikey.ApiKeyChain;
import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.apikey.usage.AddressLimit.Outcome;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.ratelimit.RateLimitProperties;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks keys up within the limit of their address. What is beyond the limit runs later,
 * at about the rate of the limit, so that an attacker at the same address cannot keep
 * others from revoking a key.
 */
@Component
class LimitedLookUps implements ApiKeyChain.Usage {

	private static final int MAX_WAITING = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(LimitedLookUps.class);

	private final AddressLimit limit;

	private final Queue<BooleanSupplier> waiting = new ArrayBlockingQueue<>(MAX_WAITING);

	private final UsageRows rows;

	private final RateLimitProperties budgets;

	LimitedLookUps(AddressLimit limit, UsageRows rows, RateLimitProperties budgets) {
		this.limit = limit;
		this.rows = rows;
		this.budgets = budgets;
	}

	@Override
	public void write() {
		this.rows.write();
	}

	@Override
	public boolean covers(Tier tier, ApiKeyChain.Limit own) {
		Budget budget = this.budgets.budgetOf(tier);
		return (long) own.requests() * budget.per().toMillis() <= (long) budget.requests() * own.per().toMillis();
	}

	@Override
	public void run(HttpServletRequest request, ApiKeySecret key, BooleanSupplier lookUp) {
		if (this.limit.charge(request, key, ClientAddress.of(request)).isPresent()) {
			this.waiting.offer(lookUp);
			return;
		}
		// not known whether a failed look-up is the client's fault
		Outcome outcome = Outcome.UNKNOWN;
		try {
			outcome = lookUp.getAsBoolean() ? Outcome.UNKNOWN : Outcome.REFUSED;
		}
		finally {
			this.limit.settle(request, outcome);
		}
	}

	@Scheduled(fixedDelay = 2_000)
	void runNext() {
		BooleanSupplier next = this.waiting.poll();
		if (next == null) {
			return;
		}
		try {
			logger.debug("A look-up beyond the limit of its address has run, genuine: {}", next.getAsBoolean());
		}
		catch (RuntimeException unreachable) {
			this.waiting.offer(next);
			logger.warn("A look-up of a key is tried again later ({})", unreachable.toString());
		}
	}

}
