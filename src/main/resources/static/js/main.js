// The page holds all text. This script makes its buttons work, and asks the service who is logged in.
import { $, el, onClick } from './dom.js';
import { apiKeyPanel, useDemoKey } from './api-key.js';
import { decisionTree } from './decision.js';
import { coloured, summary } from './exchange.js';
import { send } from './http.js';
import { identityTools, linkAt } from './identities.js';
import { LANGUAGES } from './languages.js';
import { jwtPanel, logOut, useDemoAccount } from './jwt.js';
import { failed, findProviders, oauth2Panel } from './oauth2.js';
import { passkeyPanel, tellAboutPasskeys } from './passkey.js';
import { proveDialog } from './prove.js';
import { session } from './session.js';

function complain(...content) {
  $('error').hidden = false;
  $('error').replaceChildren(...content);
}

function tellWhyALoginFailed() {
  const code = new URLSearchParams(location.search).get('error');
  if (code && /^[a-z0-9_]{1,60}$/.test(code)) {
    const sentence = failed(code);
    complain('The login failed: ', el('a', { href: `/problems/${code}` }, code), sentence ? `. ${sentence}` : '');
  }
}

/** The first request of the visit. In demo the page itself sends it. */
async function greet(key) {
  const answer = await send({ path: '/api/data', headers: key ? { 'X-API-Key': key } : {} });
  $('hero-request').textContent = LANGUAGES.curl(answer.request);
  $('hero-answer').replaceChildren(el('span', { className: 'hero-status' }, summary(answer)), '\n',
    ...(answer.json ? coloured(JSON.stringify(answer.json, null, 2)) : []));
}

let greeting = '';

async function fillInTheDemo() {
  const answer = await send({ path: '/demo.json' });
  greeting = answer.json?.api_key ?? '';
  if (greeting) {
    await greet(greeting);
  }
  if (answer.json?.api_key) {
    useDemoKey(answer.json.api_key);
    $('docs').hidden = false; // outside demo it may be switched off
  }
  if (answer.json?.password) {
    useDemoAccount(answer.json);
  }
}

session.addEventListener('change', () => {
  $('who').textContent = session.caller ? `Logged in as ${session.caller.name}` : session.failure ?? 'Not logged in';
  $('logout').hidden = !session.caller;
});
decisionTree();
apiKeyPanel();
jwtPanel();
oauth2Panel();
onClick('hero-send', () => greet(greeting));
passkeyPanel();
identityTools();
proveDialog();
onClick('logout', async () => {
  const answer = await logOut();
  if (!answer.ok) {
    complain(`The logout failed: ${summary(answer)}`);
  }
});
tellWhyALoginFailed();
await Promise.all([fillInTheDemo(), findProviders().then((answer) => {
  linkAt(answer);
  tellAboutPasskeys(answer);
}), session.ask()]);
