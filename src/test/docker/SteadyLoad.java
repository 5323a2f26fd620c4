import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Sends requests at a constant rate, whatever their outcome, and prints how many got which outcome. Trusts any certificate,
 * because the test has a local authority: {@code java SteadyLoad.java URL TOKEN RATE SECONDS [STATUS BODY]}. With a body it
 * posts, without a token, and expects that status instead of 200.
 */
public final class SteadyLoad {

	private static final int WARM_UP = 1_000;

	private static final int WARM_UP_OF_POSTS = 10;

	private SteadyLoad() {
	}

	public static void main(String[] args) throws Exception {
		URI target = URI.create(args[0]);
		int rate = Integer.parseInt(args[2]);
		int total = rate * Integer.parseInt(args[3]);
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(null, new TrustManager[] { new Anybody() }, new SecureRandom());
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).connectTimeout(Duration.ofSeconds(5)).build();
		boolean posts = args.length > 4;
		String expected = posts ? args[4] : "200";
		HttpRequest.Builder builder = HttpRequest.newBuilder(target).timeout(Duration.ofSeconds(20));
		HttpRequest request = (posts ? builder.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(args[5]))
				: builder.header("Authorization", "Bearer " + args[1])).build();
		for (int i = 0; i < (posts ? WARM_UP_OF_POSTS : WARM_UP); i++) { // opens the connection and lets the JIT compile
			client.send(request, HttpResponse.BodyHandlers.discarding());
		}
		Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
		CompletableFuture<?>[] answers = new CompletableFuture<?>[total];
		long start = System.nanoTime();
		System.out.println("start");
		for (int i = 0; i < total; i++) {
			long due = start + i * 1_000_000_000L / rate;
			while (System.nanoTime() < due) {
				Thread.sleep(1);
			}
			long sent = (System.nanoTime() - start) / 1_000_000;
			answers[i] = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
				.handle((answer, failure) -> {
					String outcome = (failure != null) ? failure.toString() : String.valueOf(answer.statusCode());
					if (failure == null && answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent()) {
						outcome = "told to come back"; // by the service, not by the proxy
					}
					outcomes.computeIfAbsent(outcome, (unknown) -> new LongAdder()).increment();
					if (!outcome.equals(expected) && !outcome.equals("told to come back")) {
						System.out.println("sent after " + sent + " ms: " + outcome);
					}
					return null;
				});
		}
		CompletableFuture.allOf(answers).join();
		new TreeMap<>(outcomes).forEach((outcome, count) -> System.out.println(outcome + ": " + count));
		System.out.println("busy: " + outcomes.getOrDefault("told to come back", new LongAdder()));
		System.out.println("answered " + expected + ": " + outcomes.getOrDefault(expected, new LongAdder()) + " of " + total);
	}

	private static final class Anybody extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
