import { csrfToken, send } from './http.js';

/** The logged-in caller, for all panels. It never sees the tokens. */
class Session extends EventTarget {
  caller = null;
  failure = null;

  /** Asks the service for the caller. Without the CSRF cookie no one is logged in, and no request is sent. */
  async ask() {
    const answer = csrfToken() === undefined ? null : await this.quietly({ path: '/api/whoami' });
    this.set(answer?.ok ? answer.json : null, answer?.failure ?? (answer?.status >= 500 ? answer.json?.detail : null));
  }

  set(caller, failure = null) {
    this.caller = caller;
    this.failure = failure;
    this.dispatchEvent(new Event('change'));
  }

  /** For requests without a click: refreshes when the access token has expired and the session has not. */
  async quietly(options) {
    const request = { cookies: true, keeps: true, ...options };
    const answer = await send(request);
    if (answer.status !== 401 || csrfToken() === undefined) {
      return answer;
    }
    const refreshed = await send({ method: 'POST', path: '/auth/refresh', cookies: true, keeps: true });
    return refreshed.ok ? send(request) : answer;
  }
}

export const session = new Session();
