// Asks again who is there, when a change takes a recent login, and lets the request go on.
import { $, onClick, onSubmit } from './dom.js';
import { onStale, send } from './http.js';
import { session } from './session.js';

// Requests that are refused at once wait for the same answer.
let waiting = null;
let answer = null;

function close(proved) {
  $('prove').close();
  answer?.(proved);
  waiting = null;
}

async function prove(body) {
  const proof = await send({ method: 'POST', path: '/auth/reauthenticate', cookies: true, keeps: true, body });
  $('prove-password').value = '';
  if (proof.ok) {
    close(true);
  } else {
    $('prove-state').textContent = proof.json?.detail ?? proof.failure;
  }
}

async function byPasskey() {
  const options = await send({ method: 'POST', path: '/auth/passkey/options', cookies: true, keeps: true });
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.json);
    await prove({ credential: (await navigator.credentials.get({ publicKey })).toJSON() });
  } catch (failure) {
    $('prove-state').textContent = options.ok ? `Nothing was signed: ${failure.name}.` : options.json?.detail ?? options.failure;
  }
}

export function proveDialog() {
  onStale(() => waiting ??= new Promise((resolve) => {
    answer = resolve;
    $('prove-state').textContent = '';
    $('prove-name').value = session.caller?.name ?? ''; // for password managers
    $('prove').showModal();
  }));
  onSubmit('prove-form', () => prove({ password: $('prove-password').value }));
  onClick('prove-passkey', byPasskey);
  onClick('prove-cancel', () => close(false));
  $('prove').addEventListener('cancel', () => close(false));
}

/** Links for those who come from a provider. They leave the page, so what was asked for is asked again afterwards. */
export function proveAt(links) {
  $('prove-providers').replaceChildren(...links.flatMap((link, i) => i ? [', ', link] : [link]));
}
