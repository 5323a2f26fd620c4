import { csrfToken, send } from './http.js';

/** Who is logged in here, for all panels. Of the tokens it knows nothing. */
class Session extends EventTarget {
  caller = null;
  failure = null;

  /** Asks who calls. Without the CSRF cookie nobody is logged in, and nothing is asked. */
  async ask() {
    const answer = csrfToken() === undefined ? null : await this.quietly({ path: '/api/whoami' });
    this.set(answer?.ok ? answer.json : null, answer?.failure ?? (answer?.status >= 500 ? answer.json?.detail : null));
  }

  set(caller, failure = null) {
    this.caller = caller;
    this.failure = failure;
    this.dispatchEvent(new Event('change'));
  }

  /** For what is sent without a click. The access token lasts fifteen minutes; the session goes on. */
  async quietly(wish) {
    const request = { cookies: true, keeps: true, ...wish };
    const answer = await send(request);
    if (answer.status !== 401 || csrfToken() === undefined) {
      return answer;
    }
    const refreshed = await send({ method: 'POST', path: '/auth/refresh', cookies: true, keeps: true });
    return refreshed.ok ? send(request) : answer;
  }
}

export const session = new Session();
