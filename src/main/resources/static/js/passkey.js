// Passkeys: users who have logged in make them, and sign in with them later.
import { $, el, humanTime, light, onClick, onSubmit } from './dom.js';
import { show } from './exchange.js';
import { send } from './http.js';
import { session } from './session.js';

const OUTPUT = 'passkey-output';
const CHALLENGED = 2;
const SIGNED = 4;
const KNOWN = 6;

// Before the challenge ends after five minutes.
const SUGGESTED_FOR = 240_000;

const REASONS = {
  NotAllowedError: 'Nothing was signed: cancelled, too late, or no passkey for this service.',
  InvalidStateError: 'This device has a passkey of this account already.',
};

// The suggestion in the name field waits until it is chosen, or ended by this.
let suggestion = null;

const call = (method, path, options) => send({ method, path, cookies: true, keeps: true, ...options });

const sent = (credential, more) => ({ body: { ...more, credential: credential.toJSON() }, shownBody: { ...more, credential: '…' } });

const isSupported = () => 'parseRequestOptionsFromJSON' in (globalThis.PublicKeyCredential ?? {});

function tell(text) {
  $('passkey-state').textContent = text;
}

const lightUp = (...state) => light('passkey-flow', ...state);

/** Asks for options, and lets the browser answer them: null if there is nothing to send. */
async function ask(path, answer) {
  const options = await call('POST', path);
  try {
    if (options.ok && isSupported()) {
      tell('The browser asks its user.');
      return { options, credential: await answer(options.json) };
    }
    tell(options.ok ? 'This browser has no passkeys here.' : options.json?.detail ?? options.failure);
  } catch (failure) {
    tell(REASONS[failure.name] ?? failure.name);
  }
  show($(OUTPUT), options);
  lightUp(options.ok ? CHALLENGED : 0, options.ok ? CHALLENGED + 1 : 1);
  return null;
}

async function finish({ options, credential }) {
  const answer = await call('POST', '/auth/passkey?delivery=cookie', sent(credential));
  show($(OUTPUT), [options, answer], 'Asked for a challenge, and answered it');
  await session.ask();
  lightUp(answer.ok ? KNOWN : SIGNED, answer.ok ? 0 : SIGNED + 1);
  tell(answer.ok ? 'Signed in with a passkey: nothing was typed.' : `Refused: ${answer.json?.code ?? answer.failure}.`);
}

const get = (more) => (json) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json), ...more });

async function signIn() {
  suggestion?.abort();
  const asked = await ask('/auth/passkey/options', get());
  if (asked) {
    await finish(asked);
  }
}

/** Lets the browser suggest passkeys in the name field; it asks nobody until one is chosen. */
async function suggest() {
  if (suggestion || session.caller || !isSupported() || !await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    return;
  }
  const mine = new AbortController();
  suggestion = mine;
  const timer = setTimeout(() => mine.abort(), SUGGESTED_FOR);
  try {
    const options = await call('POST', '/auth/passkey/options');
    if (options.ok) {
      await finish({ options, credential: await get({ mediation: 'conditional', signal: mine.signal })(options.json) });
    }
  } catch {
    // ended, or none was chosen
  } finally {
    clearTimeout(timer);
    suggestion = suggestion === mine ? null : suggestion;
  }
}

async function make() {
  suggestion?.abort();
  const asked = await ask('/api/me/passkeys/options', (json) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) }));
  if (asked) {
    const made = await call('POST', '/api/me/passkeys', sent(asked.credential, { label: $('passkey-label').value }));
    show($(OUTPUT), [asked.options, made], 'Asked for a challenge, and made a passkey');
    tell(made.ok ? 'Made. Log out, and sign in with it.' : `Refused: ${made.json?.code ?? made.failure}.`);
    await redraw();
  }
}

function card(passkey) {
  const button = el('button', { type: 'button', className: 'small danger' }, 'Remove');
  button.setAttribute('aria-label', `Remove ${passkey.label}`);
  onClick(button, async () => {
    show($(OUTPUT), await call('DELETE', `/api/me/passkeys/${passkey.id}`));
    await redraw();
    $('passkeys-list').focus(); // the button that had the focus is gone
  });
  return el('li', {}, el('strong', {}, passkey.label), el('p', { className: 'hint' }, `since ${humanTime(passkey.created_at)}, ${
    passkey.last_used_at ? `used ${humanTime(passkey.last_used_at)}` : 'never used'}`), el('p', { className: 'buttons' }, button));
}

async function redraw() {
  const listed = await session.quietly({ path: '/api/me/passkeys' });
  if (listed.ok) {
    $('passkeys').replaceChildren(...listed.json.passkeys.map(card));
  }
  return listed;
}

export function passkeyPanel() {
  onClick('passkey-login', signIn);
  onSubmit('new-passkey', make);
  onClick('passkeys-list', async () => show($(OUTPUT), await redraw()));
  for (const event of ['focusin', 'pointerenter']) {
    $('login-form').addEventListener(event, suggest);
  }
  session.addEventListener('change', () => {
    $('passkeys-login').hidden = session.caller !== null;
    $('passkeys-tools').hidden = session.caller === null;
    if (session.caller) {
      suggestion?.abort();
      redraw();
    } else {
      $('passkeys').replaceChildren();
      lightUp(0);
      tell('');
    }
  });
}

export function tellAboutPasskeys(answer) {
  if (answer.json?.passkeys === false) {
    $('passkey-text').textContent = 'Passkeys are off: they need a host name, and this service has an IP address.';
  } else if (!isSupported()) {
    $('passkey-text').textContent = 'This browser has no passkeys, or not for a page without https.';
  }
}
