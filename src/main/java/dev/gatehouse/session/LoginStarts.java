package dev.gatehouse.session;

import java.time.Clock;
import java.util.OptionalLong;

import dev.gatehouse.caller.ClientAddresses;
import dev.gatehouse.ratelimit.AttemptLimit;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

/**
 * How many logins an address may begin elsewhere: each is a row until it is finished or
 * ten minutes old.
 */
@Component
public class LoginStarts {

	private final AttemptLimit limit;

	private final ClientAddresses addresses;

	LoginStarts(LoginProperties properties, ClientAddresses addresses, Clock clock) {
		this.limit = AttemptLimit.perMinute(properties.startsPerAddress(), clock);
		this.addresses = addresses;
	}

	/**
	 * Takes one.
	 * @param request the request that begins a login
	 * @return empty if there was one, else the seconds until there is
	 */
	public OptionalLong spend(HttpServletRequest request) {
		return this.limit.spend(this.addresses.of(request));
	}

}
