package dev.gatehouse.bench;

/**
 * Measures this service beside small applications on the same machine: Spring's own resource server with the same token, an open
 * security chain, and an endpoint without Spring Security.
 */
final class Peers {

	public static void main(String[] args) throws Exception {
		String token = "Authorization: Bearer " + Tokens.token(0);
		try (Service ours = Service.start(Tokens.OPTIONS);
				Service resource = Service.peer("resource", "--peer.secret=" + Tokens.SECRET, "--peer.issuer=" + Tokens.ISSUER);
				Service open = Service.peer("open");
				Service bare = Service.peer("bare")) {
			Rounds rounds = new Rounds(args, null);
			rounds.add("Spring's resource server, JWT", resource, new Load(resource.port(), "/data", token));
			rounds.add("ours, JWT", ours, new Load(ours.port(), "/api/protected", token));
			rounds.add("ours, API key", ours, new Load(ours.port(), "/api/data", "X-API-Key: " + Service.KEY));
			rounds.add("ours, open door", ours, new Load(ours.port(), "/bench/open"));
			rounds.add("open security chain", open, new Load(open.port(), "/open"));
			rounds.add("bare endpoint", bare, new Load(bare.port(), "/open"));
			rounds.run();
		}
	}

}
