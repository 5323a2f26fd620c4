package dev.gatehouse.oauth2;

import java.util.Map;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of OpenID providers.
 *
 * @param oidc the providers by the id that their paths have
 */
@Validated
@ConfigurationProperties("gatehouse.oauth2")
record OpenIdProperties(@DefaultValue Map<String, @Valid OpenIdProvider> oidc) {

	/** One provider; the name is for people. */
	record OpenIdProvider(@NotBlank(message = MISSING) String issuerUri, @NotBlank(message = MISSING) String clientId,
			@NotBlank(message = MISSING) String clientSecret, @DefaultValue("") String name, @DefaultValue( {
					"openid", "profile", "email" }) Set<String> scope){

		static final String MISSING = "is missing: issuer-uri, client-id and client-secret "
				+ "(OIDC_ISSUER_URI, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET) go together";

		@Override
		public String toString() {
			return "OpenIdProvider[issuerUri=" + this.issuerUri + "]";
		}

	}

}
