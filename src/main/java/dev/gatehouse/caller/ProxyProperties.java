package dev.gatehouse.caller;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxies in front of the service.
 *
 * @param trustedProxies addresses or networks whose word on addresses and https counts
 */
@ConfigurationProperties("gatehouse")
record ProxyProperties(@DefaultValue List<String> trustedProxies) {

}
