// The examples of the collection: the answers of a run of Newman, without what differs from run to run.
// node examples.js save|compare COLLECTION REPORT PORT STAND_IN_PORT
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');

const [task, collectionFile, reportFile, port, standInPort] = process.argv.slice(2);

// Every answer has the other headers, too; the collection's own test looks for them.
const TELLING = ['allow', 'cache-control', 'content-type', 'deprecation', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after', 'set-cookie',
  'sunset', 'www-authenticate'];

const MAX_BODY = 2500;

const TIME = '2026-01-01T00:00:00Z';

// The demo's key is public and stays.
const VOLATILE = [
  [new RegExp(`localhost(:|%3A)${port}\\b`, 'g'), 'localhost$18080'],
  [new RegExp(`localhost(:|%3A)${standInPort}\\b`, 'g'), 'localhost$18090'],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJ….….…'],
  [/gr_[\w-]{20,}/g, 'gr_…'],
  [/gk_(?!demoClient01)[0-9A-Za-z]{12}_[0-9A-Za-z]{49}/g, 'gk_…'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z/g, TIME],
  [/([?&](?:state|code|code_challenge|nonce)=)[^&"]+/g, '$1…'],
  [/("(?:challenge|next|request_id)":")(?!order-)[^"]+/g, '$1…'],
  [/("(?:id|replaced_by|credential_id)":")(?!demoClient01)(?:[0-9A-Za-z]{12}|[\w-]{43})(?=")/g, '$1…'],
  [/(\/api\/keys\/)(?!0{10}|demoClient01)[0-9A-Za-z]{12}/g, '$1…'],
];

const VOLATILE_HEADERS = {
  'deprecation': [[/\d+/, '1767225600']],
  'ratelimit': [[/;r=[1-9]\d*;t=\d+/, ';r=…;t=…']],
  'set-cookie': [[/^login-[0-9a-f]{16}/, 'login-…'], [/=[^;]+/, '=…'], [/; Expires=[^;]+/i, '']],
  'sunset': [[/.+/, 'Thu, 01 Jan 2026 00:00:00 GMT']],
};

const steady = (text, rules = []) => [...VOLATILE, ...rules].reduce((result, [part, instead]) => result.replace(part, instead), text);

function* requests(items) {
  for (const item of items) {
    yield* item.item ? requests(item.item) : [item];
  }
}

const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function written(text) {
  const value = json(text);
  const whole = value === undefined ? text : JSON.stringify(value, null, 2);
  return whole.length > MAX_BODY ? `${whole.slice(0, whole.lastIndexOf('\n', MAX_BODY))}\n…` : whole;
}

function example({ request }, { code, status, header, stream }) {
  const body = steady(Buffer.from(stream?.data ?? []).toString());
  const kind = header.find(({ key }) => key.toLowerCase() === 'content-type')?.value ?? '';
  const problem = json(body)?.code;
  return {
    name: `${code} ${status}${problem ? `, ${problem}` : ''}`,
    originalRequest: { method: request.method, header: request.header, ...(request.body ? { body: request.body } : {}), url: request.url },
    status,
    code,
    _postman_previewlanguage: /json/.test(kind) ? 'json' : /html/.test(kind) ? 'html' : 'text',
    header: header.filter(({ key }) => TELLING.includes(key.toLowerCase()))
      .map(({ key, value }) => ({ key, value: steady(value, VOLATILE_HEADERS[key.toLowerCase()]) })),
    cookie: [],
    body: written(body),
  };
}

/** Whether two values have the same members and types. A list may be longer, and a value may be absent. */
function agree(one, other) {
  if (one === null || other === null) {
    return true;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === 0 || other.every((each) => one.some((some) => agree(some, each)));
  }
  if (typeof one === 'object' && typeof other === 'object') {
    const names = (value) => Object.keys(value).filter((name) => name !== 'next').sort().join();
    return names(one) === names(other) && Object.keys(one).every((name) => !(name in other) || agree(one[name], other[name]));
  }
  return typeof one === typeof other;
}

const headerNames = ({ header }) => header.map(({ key, value }) => `${key} ${key === 'Content-Type' ? value : ''}`).sort().join();

function isTrue(saved, seen) {
  const [before, now] = [json(saved.body), json(seen.body)];
  return saved.name === seen.name && headerNames(saved) === headerNames(seen)
    && (before === undefined ? saved.body.endsWith('…') || now === undefined : now !== undefined && agree(before, now));
}

const collection = JSON.parse(readFileSync(collectionFile, 'utf8'));
const { executions } = JSON.parse(readFileSync(reportFile, 'utf8')).run;
const faults = [];
for (const item of requests(collection.item)) {
  const seen = executions.filter((execution) => execution.item.id === item.id && execution.response)
    .map((execution) => example(item, execution.response));
  // a request that repeats itself shows its first answer and its last
  const shown = seen.filter((each, i) => (i === 0 || i === seen.length - 1) && seen.findIndex(({ name }) => name === each.name) === i);
  if (task === 'save') {
    item.response = shown;
  } else if (seen.length && item.response.length === 0) {
    faults.push(`${item.name}: no example`);
  }
  seen.filter((each) => task === 'compare' && item.response.length && !item.response.some((saved) => isTrue(saved, each)))
    .forEach((each) => faults.push(`${item.name}: differs from its example\n${JSON.stringify(each, null, 2)}`));
}
if (task === 'save') {
  writeFileSync(collectionFile, `${JSON.stringify(collection, null, 2)}\n`);
}
faults.forEach((fault) => console.error(fault));
console.log(`${executions.length} answers, ${faults.length} unlike the examples`);
process.exit(faults.length ? 1 : 0);
