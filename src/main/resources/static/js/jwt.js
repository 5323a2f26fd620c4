import { $, onClick, onSubmit } from './dom.js';
import { countDown, span, stop } from './countdown.js';
import { show } from './exchange.js';
import { send } from './http.js';
import { session } from './session.js';
import { sessionTools } from './sessions.js';
import { holdAnew, tokenTools } from './token.js';

let demoPassword = '';

function credentials() {
  const password = $('password').value;
  const body = { username: $('username').value, password };
  return { body, shownBody: password === demoPassword ? body : { ...body, password: '…' } };
}

const login = (path, options = {}) => send({ method: 'POST', path, ...credentials(), ...options });

const byCookie = (path) => send({ method: 'POST', path, cookies: true, keeps: true });

function lasts(answer) {
  if (answer.ok) {
    countDown($('cookie-state'), answer.json.expires_in, (left) => `Logged in${session.caller ? ` as ${session.caller.name}` : ''}. ${
      left ? `The access cookie is good for another ${span(left)}` : 'The access cookie has expired: refresh it'}.`);
  }
}

export async function logOut() {
  const answer = await byCookie('/auth/logout');
  show($('jwt-output'), answer);
  await session.ask();
  return answer;
}

export function jwtPanel() {
  const output = $('jwt-output');
  onSubmit('login-form', async () => {
    const answer = await login('/auth/login?delivery=cookie', { keeps: true });
    show(output, answer);
    await session.ask();
    lasts(answer);
  });
  onClick('login-body', async () => {
    const answer = await login('/auth/login');
    show(output, answer);
    if (answer.ok) {
      holdAnew(answer.json);
    }
  });
  onClick('cookie-protected', async () => show(output, await send({ path: '/api/protected', cookies: true })));
  onClick('cookie-refresh', async () => {
    const answer = await byCookie('/auth/refresh');
    show(output, answer);
    await session.ask();
    lasts(answer);
  });
  onClick('cookie-logout', logOut);
  session.addEventListener('change', () => {
    stop($('cookie-state'));
    $('cookie-state').textContent = session.caller ? `Logged in as ${session.caller.name}.` : 'Not logged in.';
    if (!session.caller) {
      $('sessions').replaceChildren();
    }
  });
  tokenTools();
  sessionTools();
}

export function useDemoAccount({ username, password }) {
  demoPassword = password;
  // a browser that comes back restores the name alone
  if (['', username].includes($('username').value) && $('password').value === '') {
    $('username').value = username;
    $('password').value = password;
    $('login-hint').textContent = `The demo’s administrator: ${username}, with the password ${password}. Everybody knows both.`;
  }
}
