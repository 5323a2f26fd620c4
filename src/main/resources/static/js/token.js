// A token as programs get it, in the body: its content and its life cycle.
import { $, el, humanTime, onClick } from './dom.js';
import { countDown, span, stop } from './countdown.js';
import { show } from './exchange.js';
import { send } from './http.js';

/** The only place that holds tokens: a variable, which ends with the page. */
let held = null;

const MEANINGS = {
  alg: 'how it is signed; the service takes one algorithm per key', typ: 'an access token, no other kind (RFC 9068)',
  kid: 'which key signed it', iss: 'who issued it', aud: 'for which service', sub: 'the account, permanently', name: 'what to call it',
  role: 'what it may administer', scope: 'what it may do', amr: 'how the user proved who they are',
  auth_time: 'when the user last proved it', sid: 'the session, by which it can be revoked', jti: 'this token', iat: 'issued', exp: 'ends',
};

export function bearer() {
  return held && { Authorization: `Bearer ${held.access}` };
}

export function hold(answer) {
  held = { access: answer.access_token, refresh: answer.refresh_token, used: held?.used ?? [] };
  $('token-none').hidden = true;
  dead([]);
  $('token-tools').hidden = false;
  draw();
  countDown($('token-state'), answer.expires_in, (left) => left ? `Good for another ${span(left)}` : 'Expired: refresh it');
}

export function holdAnew(answer) {
  held = null;
  $('token-note').hidden = true;
  hold(answer);
}

function decode(part) {
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function draw() {
  const [head, claims, signature] = held.access.split('.');
  $('token').replaceChildren(el('span', { className: 'part-header' }, head), '.', el('wbr'),
    el('span', { className: 'part-claims' }, claims), '.', el('wbr'), el('span', { className: 'part-signature' }, signature));
  $('token-decoded').replaceChildren(table('Header', 'part-header', decode(head)), table('Claims', 'part-claims', decode(claims)));
}

function table(title, className, members) {
  const value = (name, content) => ['iat', 'exp', 'nbf'].includes(name) ? `${content} (${humanTime(content * 1000)})`
    : Array.isArray(content) ? content.join(', ') : String(content);
  return el('table', { className: 'decoded' }, el('caption', { className }, title),
    el('tbody', {}, ...Object.entries(members).map(([name, content]) => el('tr', {}, el('th', { scope: 'row' }, name),
      el('td', {}, el('span', { className: 'value' }, value(name, content)), el('span', { className: 'hint' }, MEANINGS[name] ?? ''))))));
}

function note(text) {
  $('token-note').hidden = false;
  $('token-note').textContent = text;
}

const TOOLS = ['token-protected', 'token-changed', 'token-refresh', 'token-replay', 'token-logout'];

function dead(useless) {
  TOOLS.forEach((id) => { $(id).disabled = useless.includes(id); });
  $('token-again').hidden = useless.length === 0;
}

/** The end of the session. Its token may still be shown to the service, which refuses it. */
function over(text, useless) {
  stop($('token-state'));
  dead(useless);
  $('token-state').textContent = 'Refused from now on, though its time is not over';
  note(text);
}

const callProtected = (access = held.access) =>
  send({ path: '/api/protected', headers: { Authorization: `Bearer ${access}` } });

async function refresh() {
  const old = held.refresh;
  const answer = await send({ method: 'POST', path: '/auth/refresh', body: { refresh_token: old } });
  if (answer.ok) {
    held.used.push(old);
    hold(answer.json);
  }
  return answer;
}

/** The previous refresh token is accepted for ten seconds, as a retry; an older one is reuse. */
async function replay(output) {
  const exchanges = [];
  while (held.used.length < 2) {
    const answer = await refresh();
    exchanges.push(answer);
    if (!answer.ok) {
      show(output, exchanges);
      return;
    }
  }
  const replayed = await send({ method: 'POST', path: '/auth/refresh', body: { refresh_token: held.used[0] } });
  exchanges.push(replayed, await callProtected());
  const reused = replayed.json?.code === 'refresh_token_reused';
  if (reused) {
    over('Two held the refresh token, so the session is over for both: its newest token opens nothing any more.', TOOLS);
  }
  show(output, exchanges, reused ? 'Refreshed twice. Then the first refresh token came again: a thief or the owner, nobody can tell, so the session ended. '
    + 'The newest access token is refused, too.' : 'Refreshed, replayed, and called once more', { most: replayed });
}

export function tokenTools() {
  const output = $('jwt-output');
  onClick('token-protected', async () => show(output, await callProtected()));
  onClick('token-changed', async () => {
    const [head, claims, signature] = held.access.split('.');
    const changed = signature[0] === 'A' ? 'B' : 'A';
    show(output, await callProtected(`${head}.${claims}.${changed}${signature.slice(1)}`));
  });
  onClick('token-refresh', async () => show(output, await refresh()));
  onClick('token-replay', () => replay(output));
  onClick('token-again', () => $('login-body').click());
  onClick('token-logout', async () => {
    const answer = await send({ method: 'POST', path: '/auth/logout', body: { refresh_token: held.refresh } });
    show(output, answer);
    if (answer.ok) {
      over('Logged out: the session is over, and its tokens with it. Call /api/protected to see.', TOOLS.slice(1));
    }
  });
}
