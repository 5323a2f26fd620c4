// The sessions of the account, and how to end them.
import { $, el, humanTime, onClick } from './dom.js';
import { agent } from './agent.js';
import { show } from './exchange.js';
import { send } from './http.js';
import { session } from './session.js';
import { bearer } from './token.js';

export function sessionTools() {
  const output = $('jwt-output');

  // as a browser if logged in as one, otherwise as a program
  const call = (options) => send(!session.caller && bearer() ? { headers: bearer(), ...options } : { cookies: true, keeps: true, ...options });

  function draw(sessions) {
    $('sessions').replaceChildren(...sessions.map(card));
  }

  function card(one) {
    const button = el('button', { type: 'button', className: 'small danger' }, 'End');
    button.setAttribute('aria-label', `End the session of ${humanTime(one.created_at)}`);
    onClick(button, () => end(`/api/sessions/${one.id}`));
    return el('li', {}, el('strong', {}, one.current ? 'This one' : 'Another'), ` by ${one.amr.join(', ')}`,
      el('p', { className: 'hint' }, `since ${humanTime(one.created_at)}, used ${humanTime(one.last_used_at)}, ends ${
        humanTime(one.expires_at)}; ${agent(one.user_agent)}`), el('p', { className: 'buttons' }, button));
  }

  async function list() {
    const answer = await call({ path: '/api/sessions' });
    draw(answer.ok ? answer.json.sessions : []);
    return answer;
  }

  async function end(path) {
    const ended = await call({ method: 'DELETE', path });
    show(output, ended);
    await session.ask();
    await list();
    $('sessions-list').focus(); // the button that had the focus is gone
  }

  onClick('sessions-list', async () => show(output, await list()));
  onClick('sessions-others', () => end('/api/sessions?keep_current=true'));
}
