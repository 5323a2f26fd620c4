package dev.gatehouse.account;

import dev.gatehouse.caller.EntityFolder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * The beans of this folder and of those in it.
 */
@AutoConfiguration(before = DataJpaRepositoriesAutoConfiguration.class)
@ComponentScan
@Import(EntityFolder.class)
class AccountConfiguration {

}
