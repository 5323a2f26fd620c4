import { announce, count, el } from './dom.js';
import { copyButton } from './copy.js';
import { countDown } from './countdown.js';
import { explain, written } from './headers.js';
import { header } from './http.js';
import { LANGUAGES } from './languages.js';

const REASONS = { 200: 'OK', 201: 'Created', 204: 'No Content', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden',
  404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict', 413: 'Content Too Large', 415: 'Unsupported Media Type',
  429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };

// What an answer is about. The other headers are folded.
const TELLING = ['content-type', 'deprecation', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after', 'sunset', 'www-authenticate'];

let ids = 0;

// The visitor's choice, for as long as the page is open.
let language = 'curl';

/**
 * Shows requests and answers: the last one in full, and the others folded but for the one that matters most.
 * stay: the reader looks at another place, so nothing is scrolled.
 */
export function show(output, exchanges, title = '', { most = null, stay = false } = {}) {
  const all = [exchanges].flat();
  const last = all.at(-1);
  const children = all.map((exchange) => exchange === last || exchange === most ? full(exchange) : folded(exchange));
  output.replaceChildren(...(title ? [el('p', { className: 'output-title' }, title)] : []), ...children);
  announce(`${title ? `${title}. ` : ''}${summary(last)}`);
  if (!stay) {
    bringIntoView(output, output.querySelector(':scope > .exchange .status'));
  }
}

// On a narrow screen the output is below all the buttons, and the answer below its request.
function bringIntoView(output, status) {
  const lowest = innerHeight * 0.7;
  const { top } = status.getBoundingClientRect();
  if (top < 0 || top > lowest) {
    const fits = output.querySelector('.output-title') || top - output.getBoundingClientRect().top < lowest;
    (fits ? output : status.closest('.exchange')).scrollIntoView({ block: 'start' });
  }
}

export function summary(exchange) {
  if (exchange.failure) {
    return exchange.failure;
  }
  const code = exchange.json?.code;
  return `${exchange.status} ${REASONS[exchange.status] ?? ''}${code ? `, ${code}` : ''}`;
}

function folded(exchange) {
  const { method, path } = exchange.request;
  return el('details', { className: 'earlier' },
    el('summary', {}, el('code', {}, `${method} ${path}`), ' ', badge(exchange)), full(exchange));
}

function full(exchange) {
  return el('div', { className: 'exchange' }, request(exchange), response(exchange));
}

function badge(exchange) {
  const kind = exchange.failure ? 'bad' : exchange.status < 400 ? 'good' : exchange.status === 429 ? 'wait' : 'bad';
  return el('span', { className: `status ${kind}` }, exchange.failure ? 'no answer' : summary(exchange).split(',')[0]);
}

function request(exchange) {
  const code = el('code');
  const write = (name) => {
    code.textContent = LANGUAGES[name](exchange.request);
    buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.textContent === name)));
  };
  const buttons = Object.keys(LANGUAGES).map((name) => {
    const button = el('button', { type: 'button', className: 'small' }, name);
    button.addEventListener('click', () => {
      language = name;
      write(name);
    });
    return button;
  });
  write(language);
  return el('div', { className: 'request' },
    el('div', { className: 'head' }, el('h4', {}, 'Request'), el('div', { className: 'languages', role: 'group', 'aria-label': 'Written in' }, ...buttons),
      copyButton(() => code.textContent)),
    el('pre', {}, code));
}

function response(exchange) {
  const head = el('div', { className: 'head' }, el('h4', {}, 'Answer'), badge(exchange),
    el('span', { className: 'time' }, `${exchange.milliseconds} ms`));
  if (exchange.failure) {
    return el('div', { className: 'response' }, head, el('p', { className: 'notice bad' }, exchange.failure));
  }
  const parts = [head, wait(exchange), body(exchange), explanation(exchange), headerLists(exchange)];
  return el('div', { className: 'response' }, ...parts.filter(Boolean));
}

function wait(exchange) {
  const seconds = Number(header(exchange, 'Retry-After'));
  if (!(seconds > 0)) {
    return null;
  }
  const element = el('p', { className: 'countdown' });
  countDown(element, seconds, (left) => left ? `Try again in ${left} s` : 'You may try again now');
  return element;
}

function headerLists(exchange) {
  const telling = exchange.headers.filter(([name]) => TELLING.includes(name));
  const others = exchange.headers.filter(([name]) => !TELLING.includes(name));
  return el('div', { className: 'header-lists' }, ...(telling.length ? [headerList(telling)] : []),
    el('details', {}, el('summary', {}, count(others.length, telling.length ? 'more header' : 'header')), headerList(others)), exchange.request.keeps
      ? el('p', { className: 'hint' }, 'Browsers keep Set-Cookie to themselves: scripts cannot see it.') : '');
}

function headerList(headers) {
  return el('ul', { className: 'headers' }, ...headers.map(([name, value]) => line(name, value)));
}

function line(name, value) {
  const id = `explained-${ids += 1}`;
  const term = el('button', { type: 'button', className: 'term', 'aria-describedby': id }, written(name));
  const item = el('li', {}, term, `: ${value}`, el('span', { id, className: 'explained', role: 'tooltip' }, explain(name)));
  // open by pointer, focus or touch; Escape closes (WCAG 1.4.13)
  const set = (open) => item.classList.toggle('open', open);
  item.addEventListener('pointerenter', () => set(true));
  item.addEventListener('pointerleave', () => set(false));
  term.addEventListener('focus', () => set(true));
  term.addEventListener('blur', () => set(false));
  term.addEventListener('click', () => set(true));
  return item;
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    document.querySelectorAll('.headers .open').forEach((item) => item.classList.remove('open'));
  }
});

function body(exchange) {
  if (exchange.text === '') {
    return el('p', { className: 'hint' }, 'No body.');
  }
  const pretty = el('code');
  if (exchange.json === null) {
    pretty.textContent = exchange.text;
  } else {
    pretty.append(...coloured(JSON.stringify(exchange.json, null, 2)));
  }
  return el('pre', { className: 'body' }, pretty);
}

/** Names in one colour, values in another. */
export function coloured(json) {
  return json.split(/("(?:[^"\\]|\\.)*"(?=\s*:))/).map((part, i) => i % 2 ? el('span', { className: 'name' }, part) : part);
}

function explanation(exchange) {
  const code = exchange.json?.code;
  if (!/^[a-z0-9_]{1,60}$/.test(code ?? '') || exchange.json.type !== `/problems/${code}`) {
    return null;
  }
  return el('p', {}, el('a', { href: `/problems/${code}`, target: '_blank', rel: 'noopener' }, `What ${code} means, and how to mend it`,
    el('span', { className: 'unseen' }, ' (opens in a new tab)')));
}
