package dev.gatehouse.caller;

import java.util.Arrays;

import org.springframework.beans.factory.config.ConstructorArgumentValues.ValueHolder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Makes the entities and repositories of a folder known to Spring Data, unless they lie
 * in a package of the application: {@code @AutoConfigurationPackage} would have each
 * repository found twice there, which stops the start.
 */
public final class EntityFolder implements ImportBeanDefinitionRegistrar {

	private static final String PACKAGES = AutoConfigurationPackages.class.getName();

	@Override
	public void registerBeanDefinitions(AnnotationMetadata configuration, BeanDefinitionRegistry registry) {
		String folder = ClassUtils.getPackageName(configuration.getClassName());
		if (!isKnown(folder, registry)) {
			AutoConfigurationPackages.register(registry, folder);
		}
	}

	/** Reads the definition: the bean itself, once made, would take no more packages. */
	private static boolean isKnown(String folder, BeanDefinitionRegistry registry) {
		ValueHolder packages = registry.containsBeanDefinition(PACKAGES) ? registry.getBeanDefinition(PACKAGES)
			.getConstructorArgumentValues()
			.getIndexedArgumentValue(0, String[].class) : null;
		return packages != null && packages.getValue() instanceof String[] known
				&& Arrays.stream(known).anyMatch((root) -> (folder + ".").startsWith(root + "."));
	}

}
