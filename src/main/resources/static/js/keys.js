// Making, rotating and revoking keys, for users who have logged in.
import { $, bringNear, count, el, humanTime, onClick, onSubmit } from './dom.js';
import { show } from './exchange.js';
import { copyButton } from './copy.js';
import { send } from './http.js';
import { session } from './session.js';

const MOST_LISTED = 12;
const NOTICE = 7 * 86_400_000;

let fresh = '';

export function offerKeys(useKey, isDemo) {
  const output = $('api-key-output');

  const manage = (options) => send({ cookies: true, ...options });

  function state(key) {
    if (key.revoked_at) {
      return `revoked ${humanTime(key.revoked_at)}`;
    }
    if (new Date(key.expires_at) <= Date.now()) {
      return `ended ${humanTime(key.expires_at)}`;
    }
    const soon = !key.replaced_by && new Date(key.expires_at) - Date.now() < NOTICE;
    return `${key.replaced_by ? 'replaced, works' : 'works'} until ${humanTime(key.expires_at)}${
      soon ? ': rotate it soon' : ''}`;
  }

  function card(key) {
    const button = (label, work, className = 'small') => {
      const element = el('button', { type: 'button', className }, label);
      element.setAttribute('aria-label', `${label} ${key.name} ${key.id}`);
      onClick(element, () => work(key));
      return element;
    };
    const live = !key.revoked_at && new Date(key.expires_at) > Date.now();
    const buttons = [button('Usage', () => showUsage(key, usage))];
    if (live && !isDemo(key.id)) {
      buttons.push(...(key.replaced_by ? [] : [button('Rotate', rotate)]), button('Revoke', revoke, 'small danger'));
    }
    const usage = el('div', { className: 'usage', hidden: true });
    const used = `${count(key.requests, 'request')}${
      key.last_used_at ? `, the last ${humanTime(key.last_used_at)}` : ''}`;
    const rules = [key.limit && `at most ${count(key.limit.requests, 'request')} in ${key.limit.per}`,
      key.allowed_networks.length > 0 && `only from ${key.allowed_networks.join(', ')}`].filter(Boolean).join('; ');
    return el('li', {}, el('strong', {}, key.name), ' ', el('code', {}, key.id),
      el('p', { className: 'hint' }, `${state(key)}; ${used}${isDemo(key.id) ? '. The key of the demo: it stays' : ''}.`),
      ...(rules ? [el('p', { className: 'hint' }, `${rules}.`)] : []),
      el('p', { className: 'buttons' }, ...buttons), usage);
  }

  function draw({ keys, next }) {
    const more = keys.length - MOST_LISTED;
    $('keys').replaceChildren(...keys.slice(0, MOST_LISTED).map(card),
      ...(more > 0 ? [el('li', { className: 'hint' }, `and ${more}${next ? ' or more' : ' more'}`)] : []));
  }

  async function redraw() {
    const answer = await session.quietly({ path: '/api/keys' });
    if (answer.ok) {
      draw(answer.json);
    }
  }

  async function made(exchange) {
    show(output, exchange, '', { stay: exchange.ok });
    if (exchange.ok) {
      offer(exchange.json.key);
    }
    await redraw();
    if (exchange.ok) {
      bringNear($('key-fresh'));
    }
  }

  function offer(key) {
    fresh = key;
    $('key-fresh').hidden = !key;
    $('key-fresh-text').textContent = key;
  }

  const rotate = async (key) => made(await manage({ method: 'POST', path: `/api/keys/${key.id}/rotate`,
    body: { overlap: 'PT1H' } }));

  async function revoke(key) {
    show(output, await manage({ method: 'DELETE', path: `/api/keys/${key.id}` }));
    await redraw();
    $('keys-list').focus(); // the button that had the focus is gone
  }

  async function showUsage(key, place) {
    const answer = await manage({ path: `/api/keys/${key.id}/usage?granularity=hour` });
    show(output, answer, '', { stay: answer.ok });
    if (answer.ok) {
      place.hidden = false;
      place.replaceChildren(...usageChart(`${key.name} ${key.id}`, answer.json.buckets));
      bringNear(place);
    }
  }

  onSubmit('new-key', async () => made(await manage({ method: 'POST', path: '/api/keys', body: {
    name: $('new-key-name').value, scopes: ['data:read'], expires_in_days: Number($('new-key-days').value) } })));
  onClick('keys-list', async () => {
    const answer = await manage({ path: '/api/keys' });
    show(output, answer);
    if (answer.ok) {
      draw(answer.json);
    }
  });
  onClick('key-use', () => {
    useKey(fresh, 'The key that you have just made. Nobody can show it to you again.');
    offer('');
    $('key').focus();
  });
  onClick('key-stored', () => {
    offer('');
    $('keys-list').focus();
  });
  $('key-fresh-copy').append(copyButton(() => fresh));
  // the browser asks whether to leave
  addEventListener('beforeunload', (event) => fresh && event.preventDefault());
  session.addEventListener('change', () => {
    const here = session.caller !== null;
    $('keys-login').hidden = here;
    $('keys-tools').hidden = !here;
    if (here) {
      redraw();
    } else {
      offer('');
      $('keys').replaceChildren();
    }
  });
}

const SVG = 'http://www.w3.org/2000/svg';
const HOURS = 24;
const HEIGHT = 60;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

/** The last day of a key, hour by hour: a drawing, and the same as a table. */
function usageChart(name, buckets, now = Date.now()) {
  const hour = (time) => Math.floor(new Date(time) / 3_600_000);
  const byHour = new Map(buckets.map((bucket) => [hour(bucket.start), bucket]));
  const highest = Math.max(1, ...buckets.map((bucket) => bucket.requests + bucket.refused));
  const total = (member) => buckets.reduce((sum, bucket) => sum + bucket[member], 0);
  const label = `${name}, last ${HOURS} hours: ${count(total('requests'), 'request')} let through, ${total('refused')} refused`;
  const chart = shape('svg', { viewBox: `0 0 ${HOURS * 10} ${HEIGHT + 1}`, role: 'img', 'aria-label': label, class: 'chart',
    preserveAspectRatio: 'none' });
  chart.append(shape('path', { d: `M0 ${HEIGHT + 0.5}h${HOURS * 10}`, class: 'axis' }));
  for (let i = 0; i < HOURS; i += 1) {
    const bucket = byHour.get(hour(now) - HOURS + 1 + i);
    if (bucket) {
      const passed = (bucket.requests / highest) * HEIGHT;
      const refused = (bucket.refused / highest) * HEIGHT;
      chart.append(shape('rect', { x: i * 10 + 1, y: HEIGHT - passed, width: 8, height: passed, class: 'requests' }),
        shape('rect', { x: i * 10 + 1, y: HEIGHT - passed - refused, width: 8, height: refused, class: 'refused' }));
    }
  }
  const rows = buckets.map(({ start, requests, refused }) =>
    el('tr', {}, el('th', { scope: 'row' }, start.slice(0, 16).replace('T', ' ')), el('td', {}, requests), el('td', {}, refused)));
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...['Hour (UTC)', 'Let through', 'Refused'].map((title) =>
    el('th', { scope: 'col' }, title)))), el('tbody', {}, ...rows));
  return [el('p', {}, label), chart, el('details', {}, el('summary', {}, 'As a table'), table)];
}
