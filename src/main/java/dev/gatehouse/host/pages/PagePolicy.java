package dev.gatehouse.host.pages;

/**
 * What the pages of this service may load: what it serves itself.
 */
final class PagePolicy {

	static final String VALUE = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private PagePolicy() {
	}

}
