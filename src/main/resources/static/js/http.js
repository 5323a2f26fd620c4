const TIMEOUT_MS = 20_000;

// The tokens are in cookies that no script can read. This is the only cookie that a script sees.
// Behind https it has a prefix, and one without may be planted by another page of the domain.
export function csrfToken() {
  const cookies = document.cookie.split('; ').map((pair) => pair.split('='));
  return ['__Host-XSRF-TOKEN', 'XSRF-TOKEN']
    .map((name) => cookies.find(([other]) => other === name)?.[1])
    .find((token) => token !== undefined);
}

let prove = () => false;

/** Says what to do when a session is too old for a request: whether it is recent now, and the request can be sent again. */
export function onStale(asked) {
  prove = asked;
}

/**
 * Sends one request and returns its result; it never throws.
 * cookies: whether the browser's cookies are sent; without that, the line for curl would be wrong.
 * keeps: whether cookies may come back. shown, shownBody: what to show instead of a secret.
 */
export async function send(options) {
  const request = { method: 'GET', headers: {}, shown: {}, cookies: false, keeps: false, ...options };
  if (request.body !== undefined) {
    request.headers = { ...request.headers, 'Content-Type': 'application/json' };
  }
  const headers = { ...request.headers };
  const token = csrfToken();
  request.csrf = request.cookies && request.method !== 'GET' && token !== undefined;
  if (request.csrf) {
    headers['X-XSRF-TOKEN'] = token;
  }
  const exchange = { request, status: 0, ok: false, headers: [], text: '', json: null };
  const begun = performance.now();
  try {
    const answer = await fetch(request.path, {
      method: request.method,
      headers,
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      credentials: request.cookies || request.keeps ? 'same-origin' : 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    exchange.text = await answer.text();
    exchange.status = answer.status;
    exchange.ok = answer.ok;
    exchange.headers = [...answer.headers];
    if (/[/+]json/.test(answer.headers.get('Content-Type') ?? '')) {
      exchange.json = JSON.parse(exchange.text);
    }
  } catch (failure) {
    exchange.failure = failure.name === 'TimeoutError'
      ? `No answer within ${TIMEOUT_MS / 1000} seconds.`
      : 'No answer: the service is not running, or the network is down.';
  }
  exchange.milliseconds = Math.round(performance.now() - begun);
  return exchange.json?.code === 'reauthentication_required' && request.cookies && await prove() ? send(options) : exchange;
}

export function header(exchange, name) {
  return exchange.headers.find(([other]) => other === name.toLowerCase())?.[1];
}
