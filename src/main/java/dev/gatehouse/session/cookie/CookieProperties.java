package dev.gatehouse.session.cookie;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How cookies are set.
 *
 * @param secure whether they travel over https alone, with names that a browser lets
 * nobody else set; only for a try on plain-http localhost may this be off
 */
@ConfigurationProperties("gatehouse.cookies")
public record CookieProperties(@DefaultValue("true") boolean secure) {
}
