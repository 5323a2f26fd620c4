"use strict";

// The CSRF header, for requests with login cookies; the other credentials come from "Authorize".
function withCsrfHeader(request) {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("XSRF-TOKEN="));
  if (cookie && new URL(request.url, location.href).origin === location.origin && !request.headers["X-XSRF-TOKEN"]) {
    request.headers["X-XSRF-TOKEN"] = cookie.slice("XSRF-TOKEN=".length);
  }
  return request;
}

SwaggerUIBundle({
  url: "/v3/api-docs",
  domNode: document.getElementById("docs"),
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  persistAuthorization: false, // a reload forgets the credentials: nothing is written to localStorage
  requestInterceptor: withCsrfHeader,
  tryItOutEnabled: true,
  validatorUrl: null,
});
