// The login at a provider. The browser leaves the page and comes back, so the service tells which steps are done.
import { $, el, light as lightUp, onClick } from './dom.js';
import { show } from './exchange.js';
import { send } from './http.js';
import { proveAt } from './prove.js';
import { session } from './session.js';

// The names of the providers by id, as soon as the service has told them.
let names = {};

const ASKED = 2;
const CAME_BACK = 8;
const KNOWN = 9;

// Where each failure stops the flow.
const FAILS_AT = { provider_not_configured: 1, provider_unavailable: 1, rate_limited: 1, login_denied: 4, login_attempt_invalid: 5, login_busy: 5,
  invalid_request: 5, login_code_invalid: 6, provider_error: 6, provider_timeout: 6, account_disabled: CAME_BACK,
  identity_taken: CAME_BACK, identity_mismatch: CAME_BACK };

// New steps light up one by one; steps older than this light up at once.
const JUST_NOW = 60_000;

// The page is loaded at once after the callback. A later visit begins at the top.
const ON_RETURN = 10_000;

// Nearer to an edge of the screen, what is lit is not seen in its place.
const MARGIN = 100;

const PARAMETERS = {
  client_id: 'which application asks', scope: 'what it wants to know', state: 'random; it must come back, to this browser',
  redirect_uri: 'where to send the user, the same every time', code_challenge: 'the hash of a secret that only the service and this browser have (PKCE)',
  code_challenge_method: 'SHA-256', response_type: 'a code, never a token', nonce: 'ties the id token to this login',
};

let provider = 'github';

// One return is followed, not each change of the session.
let arrived = false;

// A failed login is shown even if the visitor was logged in before.
let justFailed = false;

const nameOf = (id) => names[id] ?? id;

const light = (...state) => lightUp('flow', ...state);

// The step that is lit, or the button for the next one, is never out of sight.
function follow() {
  const go = $('oauth2-go');
  const place = go.hidden ? $('flow').querySelector('[aria-current]') : go;
  const box = place?.getBoundingClientRect();
  if (box && (box.top < MARGIN || box.bottom > innerHeight - MARGIN)) {
    place.scrollIntoView({ block: 'center' });
  }
}

/** After the return from the provider the page begins where it was left. */
function arrive() {
  if (performance.getEntriesByType('navigation')[0]?.type === 'navigate') {
    $('flow-state').focus({ preventScroll: true });
    ($('flow').querySelector('[aria-current]') ?? $('flow')).scrollIntoView({ block: 'center', behavior: 'instant' });
  }
}

const lit = () => $('flow').querySelectorAll('li[data-state=done]').length;

function tell(text) {
  $('flow-state').textContent = text;
}

const SENTENCES = { login_denied: 'You did not agree at the provider, so nobody was logged in. You can start again.',
  login_attempt_invalid: 'This login was begun too long ago, in another browser, or was finished already. Start again.',
  provider_unavailable: 'The provider cannot be reached. Try again in half a minute.',
  identity_taken: 'It belongs to another account here, and accounts are never merged.',
  identity_mismatch: 'Another user logged in there than the one of this session.',
  account_disabled: 'Your account here is disabled. An administrator can enable it.' };

export function failed(code) {
  const step = FAILS_AT[code];
  if (step) {
    justFailed = true;
    light(step - 1, step);
    tell(`The login ended at step ${step}: ${code}. ${SENTENCES[code] ?? ''}`);
    arrive();
  }
  return SENTENCES[code];
}

function drawAddress(url) {
  const rows = [...url.searchParams].map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name),
    el('td', {}, el('span', { className: 'value' }, value), el('span', { className: 'hint' }, PARAMETERS[name] ?? ''))));
  $('address').replaceChildren(el('table', { className: 'decoded' }, el('caption', {}, `The address at ${url.host}`), el('tbody', {}, ...rows)));
}

async function start() {
  const answer = await send({ path: `/auth/${provider}`, headers: { Accept: 'application/json' }, keeps: true });
  show($('oauth2-output'), answer, '', { stay: true });
  $('oauth2-go').hidden = !answer.ok;
  if (!answer.ok) {
    light(0, 1);
    tell(answer.json?.detail ?? answer.failure ?? '');
    follow();
    return;
  }
  const url = new URL(answer.json.url);
  if (/^https?:$/.test(url.protocol)) {
    $('oauth2-go').href = url.href;
    $('oauth2-go').textContent = `Go to ${nameOf(provider)}`;
    drawAddress(url);
    light(ASKED);
    tell('The address is good for ten minutes, once, and in this browser.');
    follow();
  }
}

/** Whether a provider login opened the session of this browser, and when. */
async function origin() {
  const answer = await session.quietly({ path: '/api/sessions' });
  const current = answer.ok ? answer.json.sessions.find((one) => one.current) : null;
  const by = current?.amr.find((way) => way in names);
  return by ? { by, age: Math.abs(Date.now() - new Date(current.created_at)) } : null;
}

async function redraw() {
  if (justFailed) {
    justFailed = false;
    return;
  }
  const came = session.caller ? await origin() : null;
  if (!session.caller) {
    if (lit() > ASKED) {
      light(0);
      tell('');
    }
    return;
  }
  if (came) {
    light(Math.max(CAME_BACK, lit()), 0, came.age < JUST_NOW);
    tell(`You came back from ${nameOf(came.by)} as ${session.caller.name}, with a session of this service.`);
    if (came.age < ON_RETURN && !arrived) {
      arrive();
    }
    arrived = true;
  }
}

async function whoAmI() {
  const answer = await send({ path: '/api/whoami', cookies: true });
  show($('oauth2-output'), answer, '', { stay: true });
  if (answer.ok && lit() >= CAME_BACK) {
    light(KNOWN);
    tell(`This service knows you as ${answer.json.subject}: the number stays yours when the name changes.`);
  }
  follow();
}

export function oauth2Panel() {
  onClick('oauth2-start', start);
  onClick('oauth2-whoami', whoAmI);
  session.addEventListener('change', () => {
    $('login').hidden = Boolean(session.caller) || $('login').childElementCount === 0;
    redraw();
  });
}

export async function findProviders() {
  const answer = await send({ path: '/auth/providers' });
  const providers = answer.ok ? answer.json.providers : [];
  const text = $('providers-text');
  if (answer.failure || !answer.ok) {
    text.textContent = answer.failure ?? 'The providers cannot be told at the moment.';
    return answer;
  }
  if (providers.length === 0) {
    text.textContent = 'No provider is configured. Ask, and the answer names the two variables to set.';
    return answer;
  }
  ({ names } = answer.json);
  [provider] = providers;
  document.querySelectorAll('[data-provider]').forEach((place) => { place.textContent = nameOf(provider); });
  text.textContent = 'Ask for the address first to see it from inside, or log in at once.';
  $('login').replaceChildren(...providers.map((id) => el('a', { href: `/auth/${id}`, className: 'button' }, `Log in with ${nameOf(id)}`)));
  $('login').hidden = Boolean(session.caller);
  proveAt(providers.map((id) => el('a', { href: `/auth/${id}?reauthenticate=true` }, `at ${nameOf(id)}`)));
  return answer;
}
