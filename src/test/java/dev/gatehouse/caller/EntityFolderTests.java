package dev.gatehouse.caller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.core.type.AnnotationMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where entities and repositories are looked for.
 */
class EntityFolderTests {

	private static final String FOLDER = EntityFolderTests.class.getPackageName();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	@ParameterizedTest
	@ValueSource(strings = { "dev.gatehouse", "dev.gatehouse.caller" })
	void folderWhenWithinTheApplicationThenIsNotNamedTwice(String application) {
		AutoConfigurationPackages.register(this.beans, application);
		bringFolder();
		assertThat(AutoConfigurationPackages.get(this.beans)).containsExactly(application);
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acme", "dev.gate" })
	void folderWhenOutsideTheApplicationThenIsNamedBesideIt(String application) {
		AutoConfigurationPackages.register(this.beans, application);
		bringFolder();
		assertThat(AutoConfigurationPackages.get(this.beans)).containsExactlyInAnyOrder(application, FOLDER);
	}

	@Test
	void folderWhenThereIsNoOtherThenIsNamed() {
		bringFolder();
		assertThat(AutoConfigurationPackages.get(this.beans)).containsExactly(FOLDER);
	}

	private void bringFolder() {
		new EntityFolder().registerBeanDefinitions(AnnotationMetadata.introspect(EntityFolderTests.class), this.beans);
	}

}
