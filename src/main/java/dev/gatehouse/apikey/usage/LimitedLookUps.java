package dev.gatehouse.apikey.usage;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.gatehouse.apikey.ApiKeyChain;
import dev.gatehouse.apikey.ApiKeyProblem;
import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.ratelimit.RateLimitProperties;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
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
	public <T> T limit(HttpServletRequest request, @Nullable ApiKeySecret key, Supplier<T> lookUp) {
		return this.limit.run(request, key, lookUp);
	}

	@Override
	public void run(HttpServletRequest request, ApiKeySecret key, BooleanSupplier lookUp) {
		try {
			boolean unused = this.limit.run(request, key, () -> {
				if (!lookUp.getAsBoolean()) {
					throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID);
				}
				return true;
			});
		}
		catch (CredentialRefusedException refused) {
			if (refused.code() == CommonProblem.RATE_LIMITED) {
				this.waiting.offer(lookUp);
			}
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
