// Where one is logged in, and an end to it.
import { $, el, humanTime, onClick } from './dom.js';
import { show } from './exchange.js';
import { send } from './http.js';
import { session } from './session.js';
import { bearer } from './token.js';

export function sessionTools() {
  const output = $('jwt-output');

  // as a browser if one is logged in so, else as a program
  const call = (wish) => send(!session.caller && bearer() ? { headers: bearer(), ...wish } : { cookies: true, keeps: true, ...wish });

  function draw(sessions) {
    $('sessions').replaceChildren(...sessions.map(card));
  }

  function card(one) {
    const button = el('button', { type: 'button', className: 'small danger' }, 'End');
    button.setAttribute('aria-label', `End the session of ${humanTime(one.created_at)}`);
    onClick(button, () => end(`/api/sessions/${one.id}`));
    return el('li', {}, el('strong', {}, one.current ? 'This one' : 'Another'), ` by ${one.amr.join(', ')}`,
      el('p', { className: 'hint' }, `since ${humanTime(one.created_at)}, used ${humanTime(one.last_used_at)}, ends ${
        humanTime(one.expires_at)}; ${one.user_agent ?? 'no user agent'}`), el('p', { className: 'buttons' }, button));
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
    $('sessions-list').focus(); // the button that had it is gone
  }

  onClick('sessions-list', async () => show(output, await list()));
  onClick('sessions-others', () => end('/api/sessions?keep_current=true'));
}
