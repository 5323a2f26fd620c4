package dev.gatehouse;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS in the service itself, with a certificate in files, as deploy.md says: no proxy,
 * and nobody's word for it.
 */
class TlsTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	@Test
	void requestWhenOverTlsOfTheServiceThenIsHttpsWithoutAnyProxy(@TempDir Path folder) throws Exception {
		KeyStore store = selfSigned(folder);
		List<String> options = new ArrayList<>(RealStores.onPostgres(RealStores.newDatabase()));
		options.addAll(RealStores.onRedis());
		options.addAll(List.of("--spring.profiles.active=prod", "--management.server.port=0",
				"--gatehouse.public-url=https://localhost", "--gatehouse.jwt.secret=" + ServiceProcess.secret(),
				"--gatehouse.session.refresh-key=" + ServiceProcess.secret(),
				"--spring.ssl.bundle.pem.web.keystore.certificate=" + folder.resolve("tls.crt"),
				"--spring.ssl.bundle.pem.web.keystore.private-key=" + folder.resolve("tls.key"),
				"--spring.ssl.bundle.pem.web.reload-on-update=true", "--server.ssl.bundle=web"));
		try (Replica service = Replica.start(options.toArray(String[]::new))) {
			HttpClient client = HttpClient.newBuilder().sslContext(trusting(store)).build();
			HttpResponse<String> page = client.send(
					HttpRequest.newBuilder(URI.create("https://localhost:" + service.port() + "/")).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().firstValue("Strict-Transport-Security").orElse("")).contains("max-age=31536000");
		}
	}

	/** A key and its certificate, as PEM files. */
	private static KeyStore selfSigned(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
		Path file = folder.resolve("tls.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "web", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
				String.valueOf(PASSWORD))
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(file)) {
			store.load(stream, PASSWORD);
		}
		Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", store.getCertificate("web").getEncoded()));
		Files.writeString(folder.resolve("tls.key"), pem("PRIVATE KEY", store.getKey("web", PASSWORD).getEncoded()));
		return store;
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type,
				Base64.getMimeEncoder().encodeToString(content));
	}

	private static SSLContext trusting(KeyStore store) throws GeneralSecurityException, IOException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("web", store.getCertificate("web"));
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trusted);
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(null, factory.getTrustManagers(), null);
		return tls;
	}

}
