import dev.gatehouse.standin.GitHubStandIn;

/**
 * Runs the stand-in for GitHub until the process is stopped, for a service in another
 * process. It is not among the test classes, because spring-boot:test-run would then find
 * two main classes.
 */
class StandIn {

	public static void main(String[] args) throws InterruptedException {
		GitHubStandIn standIn = GitHubStandIn.start(Integer.parseInt(args[0]));
		standIn.properties().forEach((name, value) -> System.out.println(name + "=" + value));
		Thread.currentThread().join();
	}

}
