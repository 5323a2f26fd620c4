package dev.gatehouse.host.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes secrets from text that goes to the log. The types of this service mask
 * themselves; this is for what frameworks print at DEBUG: request lines, headers, forms.
 * Also prevents a caller from forging a log line with a line break.
 */
final class LogMask {

	private static final String NAMES = "password|secret|client_secret|code|code_verifier|code_challenge|state|nonce"
			+ "|token|access_token|refresh_token|id_token";

	/** Group 1 is what precedes the secret; it stays. Also matches URL-encoded text. */
	private static final List<Pattern> SECRETS = List.of(
			Pattern.compile("(gk(?:_|%5[Ff])[0-9A-Za-z]{12}(?:_|%5[Ff]))[0-9A-Za-z]{20,}"),
			Pattern.compile("()eyJ[A-Za-z0-9_-]*(?:(?:\\.|%2[Ee])[A-Za-z0-9_-]*)+"),
			Pattern.compile("()gh[opsu]_[0-9A-Za-z]{16,}"), Pattern.compile("(gr(?:_|%5[Ff]))[0-9A-Za-z_-]{20,}"),
			Pattern.compile("(\"(?:current|new)\"\\s*:\\s*\")[^\"]*"),
			Pattern.compile(
					"(?i)((?:authorization|x-api-key|cookies?)\"?\\s*(?:[:=]|header was received \\[)\\s*)[^\\r\\n]+"),
			Pattern.compile("(?i)((?:access|refresh|xsrf-token|login-[0-9a-f]{16})=)[^\\s;,\"]+"),
			Pattern.compile("((?:header line|method name) \\[|[Tt]he host \\[)[^\\r\\n]*"),
			// user:password@ after //, unless a port is meant; without //; and what
			// drivers take for a port
			Pattern.compile("(//)[^\\s/@:\\[]*:(?!\\d{1,5}(?:[/?#,\\s]|$))[^\\s\"'<>]*(?=@)"),
			Pattern.compile(
					"((?:^|[\\s\"'=(\\[,;])[^\\s:/@\"'=(\\[,;]+:|\\bport(?: number)?:? )(?!//)[^\\s\"'<>@/]+(?=@)"),
			Pattern.compile("([?&][^=&\\s\"]{1,200}=)[^&\\s\"]+"), Pattern.compile("(with value \\[)[^\\]]*"),
			Pattern.compile("(?i)((?:^|[^0-9A-Za-z_])(?:" + NAMES + ")\"?\\s*[=:]\\s*[\\[\"]{0,2})[^\\s&\"\\]}]+"),
			Pattern.compile("((?:passwordHash|secretHash|verifier)=)[^\\s,\\]]+"),
			Pattern.compile("(Unrecognized token ')[^']*"), Pattern.compile("(Unrecognized property \")[^\"]*"),
			Pattern.compile("(\\bvalue \\()[^)]*"));

	/**
	 * C0, C1, separators, and what turns the direction of a text. A line may be broken.
	 */
	private static final Pattern CONTROL = Pattern
		.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069&&[^\t\r\n]]");

	private static final Pattern LINE_BREAK = Pattern.compile("\\R");

	private LogMask() {
	}

	private static String secrets(String text) {
		String masked = text;
		for (Pattern secret : SECRETS) {
			Matcher matcher = secret.matcher(masked);
			masked = matcher.replaceAll("$1***");
		}
		return masked;
	}

	/** Text of several lines in which no caller has a part. */
	static String lines(String text) {
		return CONTROL.matcher(secrets(text)).replaceAll("?");
	}

	/** Text that stays one line. */
	static String message(String text) {
		return lines(LINE_BREAK.matcher(secrets(text)).replaceAll(" | "));
	}

}
