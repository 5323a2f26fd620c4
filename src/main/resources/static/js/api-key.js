import { $, onClick } from './dom.js';
import { countDown } from './countdown.js';
import { show, summary } from './exchange.js';
import { header, send } from './http.js';
import { offerKeys } from './keys.js';

const DATA = '/api/data';

// Has the shape of a key and no owner, so that a visitor's key is never put in a URL.
const INVENTED = `gk_madeUpForYou_${'NobodyOwnsThisKeySoItMayBeInTheURL'.padEnd(49, '0')}`;

// A larger budget takes too long to spend in a demonstration.
const MOST_SPENT = 200;

const AT_ONCE = 6;

let demoKey = '';

function key() {
  const field = $('key');
  const value = field.value.trim();
  const usable = /^[!-~]+$/.test(value);
  field.setAttribute('aria-invalid', String(!usable));
  if (!usable) {
    $('key-hint').textContent = value ? 'This cannot be sent in a header: a key has letters, digits and underscores.'
      : 'There is no key here yet. Paste one, or make one below.';
    field.focus();
    return null;
  }
  return value;
}

// What the field masks, the curl line also masks.
function masked(text) {
  return $('key').type === 'password' ? { 'X-API-Key': text } : {};
}

function reveal(visible) {
  $('key').type = visible ? 'text' : 'password';
  $('key-show').setAttribute('aria-pressed', String(visible));
  $('key-show').textContent = visible ? 'Hide' : 'Show';
}

export function useKey(value, hint) {
  $('key').value = value;
  $('key').setAttribute('aria-invalid', 'false');
  $('key-hint').textContent = hint;
  reveal(true);
}

/** The budget that an answer reports, or null. */
function budgetOf(exchange) {
  const now = /;r=(\d+)/.exec(header(exchange, 'RateLimit'));
  const policy = /^"([^"]*)";q=(\d+);w=(\d+)/.exec(header(exchange, 'RateLimit-Policy'));
  return now && policy && { name: policy[1], quota: Number(policy[2]), window: Number(policy[3]), left: Number(now[1]) };
}

/** The meter fills again as the service fills the budget: evenly, over the whole window. */
function drawBudget({ name, quota, window, left }) {
  const meter = $('budget');
  meter.hidden = false;
  meter.setAttribute('aria-valuemax', quota);
  countDown($('budget-text'), Math.ceil((quota - left) * window / quota), (seconds) => {
    const now = Math.max(left, quota - Math.ceil(seconds * quota / window));
    const percent = Math.round(100 * now / quota);
    meter.setAttribute('aria-valuenow', now);
    meter.setAttribute('aria-valuetext', `${now} of ${quota}`);
    meter.firstElementChild.style.width = `${percent}%`;
    meter.classList.toggle('low', percent < 20);
    return `${now} of ${quota} requests left in the budget “${name}”${seconds ? `; all are there again in ${seconds} s` : ''}.`;
  });
}

async function get(path, headers = {}, shown = {}) {
  const exchange = await send({ path, headers, shown });
  drawLowest([exchange]);
  return exchange;
}

// Of answers to requests at once, the last to arrive need not be the last to be counted.
function drawLowest(exchanges) {
  const budgets = exchanges.map(budgetOf).filter(Boolean);
  if (budgets.length) {
    drawBudget(budgets.reduce((lowest, budget) => budget.left < lowest.left ? budget : lowest));
  }
}

async function sendKey() {
  const value = key();
  if (value) {
    show($('api-key-output'), await get(DATA, { 'X-API-Key': value }, masked('$KEY')));
  }
}

async function drain() {
  const value = key();
  if (!value) {
    return;
  }
  const spend = () => send({ path: DATA, headers: { 'X-API-Key': value }, shown: masked('$KEY') });
  const first = await spend();
  drawLowest([first]);
  const budget = budgetOf(first);
  const text = $('drain-text');
  text.hidden = false;
  if (!first.ok || !budget || budget.left > MOST_SPENT) {
    text.textContent = first.ok && budget ? `${budget.left} requests are left, and this page sends ${MOST_SPENT} at most.`
      : `Nothing to spend: ${summary(first)}.`;
    show($('api-key-output'), first);
    return;
  }
  // what is left and one more, and what has been refilled since
  const begun = performance.now();
  const bound = () => budget.left + 1 + Math.ceil((performance.now() - begun) / 1000 * budget.quota / budget.window);
  const answers = [];
  while (answers.length < bound() && answers.every((answer) => answer.ok)) {
    const batch = Math.min(AT_ONCE, bound() - answers.length);
    const batchAnswers = await Promise.all(Array.from({ length: batch }, spend));
    drawLowest(batchAnswers);
    answers.push(...batchAnswers);
    text.textContent = `${answers.length + 1} requests sent`;
  }
  const refused = answers.find((answer) => !answer.ok);
  const passed = 1 + answers.filter((answer) => answer.ok).length;
  const told = `${answers.length + 1} requests sent: ${passed} let through, ${answers.length + 1 - passed} refused.`;
  if (refused) {
    const next = Number(header(refused, 'Retry-After'));
    const all = budget.window;
    countDown(text, all, (left) => left ? `${told} The next one is let through ${
      next > all - left ? `in ${next - all + left} s` : 'now'}, and all ${budget.quota} are back in ${left} s.` : `${told} By now all ${budget.quota} are back.`);
  } else {
    text.textContent = told;
  }
  show($('api-key-output'), refused ? [first, refused] : [first, answers.at(-1) ?? first]);
}

export function apiKeyPanel() {
  const output = $('api-key-output');
  onClick('key-send', sendKey);
  $('key-form').addEventListener('submit', (event) => {
    event.preventDefault();
    sendKey();
  });
  onClick('key-none', async () => show(output, await get(DATA)));
  onClick('key-wrong', async () => {
    const value = $('key').value.trim();
    const usable = /^[!-~]+$/.test(value);
    show(output, await get(DATA, { 'X-API-Key': `${usable ? value : INVENTED}x` }, usable ? masked('${KEY}x') : {}));
  });
  onClick('key-url', async () => {
    const value = demoKey && $('key').value === demoKey ? demoKey : INVENTED;
    show(output, await get(`${DATA}?api_key=${value}`));
  });
  onClick('key-show', () => reveal($('key').type === 'password'));
  onClick('drain', drain);
  $('key').addEventListener('input', () => $('key').removeAttribute('aria-invalid'));
  offerKeys(useKey, (id) => demoKey.includes(`_${id}_`));
}

export function useDemoKey(value) {
  demoKey = value;
  // what a visitor has typed in the meantime stays
  if ($('key').value === '') {
    useKey(value, 'The key of the demo. It is public, and valid only here.');
  }
}
