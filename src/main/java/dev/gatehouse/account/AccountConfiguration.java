package dev.gatehouse.account;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.ComponentScan;

/**
 * The beans of this folder and of those in it.
 */
@AutoConfiguration
@AutoConfigurationPackage
@ComponentScan
class AccountConfiguration {

}
