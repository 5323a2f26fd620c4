import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.gatehouse.passkey.SoftwareAuthenticator;

/**
 * Answers the options on the standard input, for src/takehome/prove, as a browser with an authenticator of the tests would. The first argument is the
 * origin of the page, the second one a file for the passkey.
 */
class Authenticator {

	public static void main(String[] arguments) throws Exception {
		String options = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
		Path file = Path.of(arguments[1]);
		SoftwareAuthenticator one = Files.exists(file) ? SoftwareAuthenticator.load(arguments[0], file)
				: new SoftwareAuthenticator(arguments[0]);
		System.out.println((options.contains("pubKeyCredParams") ? one.create(options) : one.get(options)).json());
		one.store(file);
	}

}
