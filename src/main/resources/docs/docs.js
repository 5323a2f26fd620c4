"use strict";

// The CSRF header, for requests with login cookies; the other credentials come from "Authorize".
function withCsrfHeader(request) {
  const cookie = document.cookie.split("; ").sort().reverse().find((each) => /^(__Host-)?XSRF-TOKEN=/.test(each));
  if (cookie && new URL(request.url, location.href).origin === location.origin && !request.headers["X-XSRF-TOKEN"]) {
    request.headers["X-XSRF-TOKEN"] = cookie.slice(cookie.indexOf("=") + 1);
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
