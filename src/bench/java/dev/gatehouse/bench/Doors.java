package dev.gatehouse.bench;

/**
 * Measures each scheme's door beside an open door of the same server.
 */
final class Doors {

	public static void main(String[] args) throws Exception {
		try (Service service = Service.start()) {
			Rounds rounds = new Rounds(args, null);
			rounds.add("open door", service, new Load(service.port(), "/bench/open"));
			rounds.add("API key, limit and usage on", service, new Load(service.port(), "/api/data", "X-API-Key: " + Service.KEY));
			rounds.add("JWT", service,
					new Load(service.port(), "/api/protected", "Authorization: Bearer " + service.login("admin", "secret")));
			rounds.run();
		}
	}

}
