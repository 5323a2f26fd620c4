// The accounts at providers that log in to this one.
import { $, bringNear, el, humanTime, onClick } from './dom.js';
import { show } from './exchange.js';
import { send } from './http.js';
import { session } from './session.js';

const PATH = '/api/me/identities';

// After the return from the provider the list is where the visitor left it.
const ON_RETURN = 10_000;

let names = {};
let arrived = false;

const call = (method, provider) => send({ method, path: `${PATH}/${provider}`, cookies: true, keeps: true });

const nameOf = (provider) => names[provider] ?? provider;

function card({ provider, linked_at, last_login_at }) {
  const button = el('button', { type: 'button', className: 'small danger' }, 'Unlink');
  button.setAttribute('aria-label', `Unlink ${nameOf(provider)}`);
  onClick(button, async () => {
    show($('oauth2-output'), await call('DELETE', provider));
    await redraw();
    $('identities-title').focus(); // the button that had the focus may be gone
  });
  return el('li', {}, el('strong', {}, nameOf(provider)), el('p', { className: 'hint' }, `since ${humanTime(linked_at)}, ${
    last_login_at ? `last login ${humanTime(last_login_at)}` : 'no login yet'}`), el('p', { className: 'buttons' }, button));
}

function linkButton(provider) {
  const button = el('button', { type: 'button' }, `Link ${nameOf(provider)}`);
  onClick(button, async () => {
    const answer = await call('POST', provider);
    show($('oauth2-output'), answer, '', { stay: true });
    if (answer.ok && /^https?:/.test(answer.json.url)) {
      const go = el('a', { href: answer.json.url, className: 'button' }, `Go to ${nameOf(provider)}, to link it`);
      button.replaceWith(go);
      go.focus({ preventScroll: true });
      bringNear(go);
    }
  });
  return button;
}

async function redraw() {
  const answer = await session.quietly({ path: PATH });
  const { identities } = answer.ok ? answer.json : { identities: [] };
  const linked = identities.map(({ provider }) => provider);
  $('identities').replaceChildren(...identities.map(card));
  $('identities-none').hidden = identities.length > 0;
  $('identities-links').replaceChildren(...Object.keys(names).filter((provider) => !linked.includes(provider)).map(linkButton));
  const fresh = identities.some((one) => one.last_login_at === null && Math.abs(Date.now() - new Date(one.linked_at)) < ON_RETURN);
  if (fresh && !arrived && performance.getEntriesByType('navigation')[0]?.type === 'navigate') {
    $('identities-title').focus({ preventScroll: true });
    $('identities').scrollIntoView({ block: 'center', behavior: 'instant' });
  }
  arrived = true;
}

export function identityTools() {
  session.addEventListener('change', () => {
    $('identities-login').hidden = session.caller !== null;
    $('identities-tools').hidden = session.caller === null;
    if (session.caller) {
      redraw();
    }
  });
}

export function linkAt(answer) {
  names = answer.json?.names ?? {};
  if (session.caller) {
    redraw();
  }
}
