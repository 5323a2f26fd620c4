package dev.gatehouse.ratelimit.redis;

import java.time.Duration;
import java.util.List;

import dev.gatehouse.ratelimit.Buckets.Level;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;

/**
 * What this replica knows of a shared bucket, and what it has spent of it without
 * telling.
 */
final class Share {

	/**
	 * Refills each bucket, subtracts what was spent without asking, and takes one token
	 * from each if all have one. Its time is that of Redis, the same for all replicas.
	 */
	static final String SPEND = """
			local time = redis.call('TIME')
			local now = time[1] * 1000000 + time[2]
			local levels, admitted = {}, 1
			for i, key in ipairs(KEYS) do
				local size, micros, spent = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
				local stored = redis.call('HMGET', key, 'left', 'at')
				local left = size
				if stored[1] then
					left = math.min(size, stored[1] + math.max(0, now - stored[2]) * size / micros)
				end
				levels[i] = left - spent + 1e-9
				if levels[i] < 1 then admitted = 0 end
			end
			local answer = {}
			for i, key in ipairs(KEYS) do
				local size, micros = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
				local left = levels[i] - admitted
				redis.call('HSET', key, 'left', string.format('%.9f', left), 'at', string.format('%.0f', now))
				redis.call('PEXPIRE', key, math.ceil((size - left) * micros / size / 1000) + 1000)
				local whole = math.max(0, math.floor(left))
				answer[3 * i - 2] = (levels[i] < 1) and 0 or 1
				answer[3 * i - 1] = whole
				answer[3 * i] = math.ceil((whole + 1 - left) * micros / size)
			end
			return answer
			""";

	private static final int SLACK_DIVISOR = 20;

	private static final long MAX_DELAY = Duration.ofMillis(100).toNanos();

	private final String key;

	private final Budget budget;

	private final int maxUntold;

	private long left;

	private long untold;

	/** The part of it that is under way. */
	private long sent;

	private long toldAt = System.nanoTime() - MAX_DELAY;

	private long nextAt = this.toldAt;

	/** As the store has said, and for how long it need not be asked again. */
	private boolean empty;

	private long emptyUntil = this.toldAt;

	Share(String key, Budget budget) {
		this.key = key;
		this.budget = budget;
		this.maxUntold = budget.requests() / SLACK_DIVISOR;
	}

	String key() {
		return this.key;
	}

	Budget budget() {
		return this.budget;
	}

	/**
	 * Spends one token of each without asking, or refuses.
	 * @return the levels; empty if the store must be asked
	 */
	static List<Level> spend(List<Share> shares, long now) {
		List<Share> empty = shares.stream().filter((share) -> share.isEmpty(now)).toList();
		if (!empty.isEmpty()) {
			return shares.stream().map((share) -> share.level(!empty.contains(share), now)).toList();
		}
		int taken = 0;
		while (taken < shares.size() && shares.get(taken).take(now)) {
			taken++;
		}
		if (taken == shares.size()) {
			return shares.stream().map((share) -> share.level(true, now)).toList();
		}
		shares.subList(0, taken).forEach(Share::giveBack);
		return List.of();
	}

	private synchronized boolean isEmpty(long now) {
		return this.empty && now - this.emptyUntil < 0;
	}

	private synchronized boolean take(long now) {
		if (this.left < 1 || this.untold >= this.maxUntold || now - this.toldAt >= MAX_DELAY) {
			return false;
		}
		this.left--;
		this.untold++;
		return true;
	}

	private synchronized void giveBack() {
		this.left++;
		this.untold--;
	}

	private synchronized Level level(boolean admits, long now) {
		long each = this.budget.per().toNanos() / this.budget.requests();
		long next = Math.max(0, this.nextAt - now);
		return new Level(admits, this.left, Math.min(next, each));
	}

	/** What the store is told with the next question. */
	synchronized long send() {
		long rest = this.untold - this.sent;
		this.sent = this.untold;
		return rest;
	}

	synchronized void told(long told, Level level, long now) {
		this.untold -= told;
		this.sent -= told;
		this.left = Math.max(0, level.left() - this.untold);
		this.toldAt = now;
		this.nextAt = now + level.nanosToNext();
		this.empty = level.left() == 0;
		this.emptyUntil = now + Math.min(MAX_DELAY, level.nanosToNext());
	}

}
