package dev.gatehouse.standin;

import java.net.InetAddress;

import org.apache.catalina.core.StandardServer;
import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/**
 * A server for this machine only, which keeps no JVM alive once the service has failed to
 * start or has ended.
 */
final class StandInServerFactory extends TomcatServletWebServerFactory {

	/**
	 * The port that tells Tomcat not to wait for a command to shut down.
	 */
	private static final int NO_AWAIT = -2;

	StandInServerFactory(int port) {
		super(port);
		setAddress(InetAddress.getLoopbackAddress());
		addEngineValves(new ClosingValve());
	}

	@Override
	protected TomcatWebServer getTomcatWebServer(Tomcat tomcat) {
		StandardServer server = (StandardServer) tomcat.getServer();
		server.setPort(NO_AWAIT);
		server.setUtilityThreadsAsDaemon(true);
		return super.getTomcatWebServer(tomcat);
	}

}
