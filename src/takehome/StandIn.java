import dev.gatehouse.standin.GitHubStandIn;

/**
 * Runs the stand-in for GitHub until the process is ended, for a service in another
 * process. Not among the test classes, where spring-boot:test-run would find two to start.
 */
class StandIn {

	public static void main(String[] args) throws InterruptedException {
		GitHubStandIn standIn = GitHubStandIn.start(Integer.parseInt(args[0]));
		standIn.properties().forEach((name, value) -> System.out.println(name + "=" + value));
		Thread.currentThread().join();
	}

}
