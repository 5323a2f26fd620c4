"use strict";

// The CSRF header, for requests with login cookies; the other credentials come from "Authorize".
function withCsrfHeader(request) {
  const cookie = document.cookie.split("; ").sort().reverse().find((each) => /^(__Host-)?XSRF-TOKEN=/.test(each));
  if (cookie && new URL(request.url, location.href).origin === location.origin && !request.headers["X-XSRF-TOKEN"]) {
    request.headers["X-XSRF-TOKEN"] = cookie.slice(cookie.indexOf("=") + 1);
  }
  return request;
}

// Two credentials come by a login in this browser, so there is nothing to fill in for them.
function withLogins({ React }) {
  const told = (name, ...content) => React.createElement("div", { className: "told" }, React.createElement("h4", {}, name),
    React.createElement("p", {}, ...content));
  const link = (href, text) => React.createElement("a", { href, target: "_blank", rel: "noopener" }, text);
  return {
    wrapComponents: {
      InfoContainer: (Original) => (properties) => React.createElement("section", { "aria-label": "About this API" },
        React.createElement(Original, properties)),
      authorizationPopup: (Original) => (properties) => React.createElement("div", { role: "dialog", "aria-modal": true, "aria-label": "Authorize",
        ref: (dialog) => dialog?.querySelector(".close-modal")?.setAttribute("aria-label", "Close") }, React.createElement(Original, properties)),
      ExamplesSelect: (Original) => (properties) => React.createElement("label", {},
        React.createElement("span", { className: "unseen" }, "Example"), React.createElement(Original, properties)),
      oauth2: () => ({ name }) => told(name, link(`/auth/${name}`, "Log in in a new tab"),
        ", and come back here: your browser then has the cookie, and sends it with each request. A program sends the token that ",
        "it gets at the end as bearer."),
      apiKeyAuth: (Original) => (properties) => properties.schema.get("in") === "cookie"
        ? told(properties.name, "Send POST /auth/login with delivery=cookie below, or ", link("/#jwt", "log in at the front page"),
          ". Your browser keeps the cookie and sends it by itself; no script can read it or set it.")
        : React.createElement(Original, properties),
    },
  };
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUIBundle({
  url: "/v3/api-docs",
  domNode: document.getElementById("docs"),
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  plugins: [withLogins],
  persistAuthorization: false, // a reload forgets the credentials: nothing is written to localStorage
  requestInterceptor: withCsrfHeader,
  tryItOutEnabled: true,
  validatorUrl: null,
});
