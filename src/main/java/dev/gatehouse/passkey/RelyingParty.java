package dev.gatehouse.passkey;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

import dev.gatehouse.attempt.PasskeySwitch;
import dev.gatehouse.problem.ProblemException;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * This service as browsers see it, by its public URL alone. They refuse passkeys for a
 * host that is an IP address.
 */
@Component
final class RelyingParty implements PasskeySwitch {

	/** An IPv6 address, or a last label that browsers read as a part of an IPv4 one. */
	private static final String ADDRESS = "\\[.*|(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?";

	/** The host: passkeys of another one are lost. */
	final String id;

	/** Without the port that is the default of its scheme, as browsers write it. */
	final String origin;

	RelyingParty(@Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl) {
		URI url = URI.create(publicUrl.toLowerCase(Locale.ROOT));
		this.id = Objects.requireNonNullElse(url.getHost(), "");
		boolean isDefault = url.getPort() == (url.getScheme().equals("https") ? 443 : 80);
		this.origin = url.getScheme() + "://" + this.id + ((url.getPort() < 0 || isDefault) ? "" : ":" + url.getPort());
	}

	@Override
	public boolean isOn() {
		return !this.id.isEmpty() && !this.id.matches(ADDRESS);
	}

	/** Refuses where passkeys cannot work. */
	void requireOn() {
		if (!isOn()) {
			throw new ProblemException(PasskeyProblem.PASSKEYS_UNAVAILABLE);
		}
	}

}
