package dev.gatehouse.oauth2;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of logins at a provider.
 *
 * @param returnTargets the paths of this service where a login in a browser may end
 */
@Validated
@ConfigurationProperties("gatehouse.login")
record OAuth2Properties(
		@DefaultValue("/") List<@Size(max = 200) @Pattern(regexp = "/|(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?",
				message = "must be paths of this service, such as /app") String> returnTargets) {

	/**
	 * The settings of OpenID providers.
	 *
	 * @param oidc the providers by the id that their paths have
	 */
	@Validated
	@ConfigurationProperties("gatehouse.oauth2")
	record OpenIdProperties(@DefaultValue Map<String, @Valid OpenIdProvider> oidc) {
	}

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
