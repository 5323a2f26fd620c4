const TIMEOUT_MS = 20_000;

// The tokens are in cookies that no script can read. This is the only cookie that a script sees.
export function csrfToken() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('XSRF-TOKEN='));
  return cookie?.slice('XSRF-TOKEN='.length);
}

/**
 * Sends one request and returns its result; it never throws.
 * cookies: whether the browser's cookies are sent; without that, the curl line would be wrong.
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
  const exchange = { request, command: curl(request), status: 0, ok: false, headers: [], text: '', json: null };
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
  return exchange;
}

export function header(exchange, name) {
  return exchange.headers.find(([other]) => other === name.toLowerCase())?.[1];
}

// The same request for a terminal. What the page masks in a field is a variable there.
function quote(text) {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// The shell must expand the variables, so all other text is quoted.
function quoteWithVariables(text) {
  return text.includes('$') ? `"${text.replace(/["\\`]/g, '\\$&')}"` : quote(text);
}

const CSRF = `"X-XSRF-TOKEN: $(awk '$6 == "XSRF-TOKEN" {print $7}' cookies.txt)"`;

function curl({ method, path, headers, shown, body, shownBody, cookies, keeps, csrf }) {
  const parts = [`curl -i ${quote(location.origin + path)}`];
  if (method !== (body === undefined ? 'GET' : 'POST')) {
    parts[0] = `curl -i -X ${method} ${quote(location.origin + path)}`;
  }
  for (const [name, value] of Object.entries(headers)) {
    parts.push(shown[name] === undefined ? `-H ${quote(`${name}: ${value}`)}`
      : `-H ${quoteWithVariables(`${name}: ${shown[name]}`)}`);
  }
  if (csrf) {
    parts.push(`-H ${CSRF}`);
  }
  if (cookies) {
    parts.push('-b cookies.txt');
  }
  if (keeps) {
    parts.push('-c cookies.txt');
  }
  if (body !== undefined) {
    parts.push(`-d ${quote(JSON.stringify(shownBody ?? body))}`);
  }
  return parts.join(' \\\n  ');
}
