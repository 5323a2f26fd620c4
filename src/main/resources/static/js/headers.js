// What each header of an answer says. Browsers hand them to scripts in lower case.
const EXPLAINED = {
  'allow': 'The methods that this path takes (RFC 9110 section 10.2.1).',
  'cache-control': 'Who may keep this answer. no-store: no cache, since it may hold what is meant for you alone.',
  'connection': 'Whether the connection is used again.',
  'content-length': 'The length of the body in bytes.',
  'content-security-policy': 'What a browser may load if it shows this as a page. For data: nothing at all.',
  'content-type': 'What the body is. Every error is application/problem+json (RFC 9457).',
  'date': 'When the answer was made.',
  'deprecation': 'Since when this key has a successor, in seconds since 1970 (RFC 9745). Switch to that one.',
  'etag': 'A fingerprint of the content, so that a browser can ask whether it has changed.',
  'keep-alive': 'How long the connection is kept for the next request.',
  'last-modified': 'When the content was last changed.',
  'location': 'The address of what was made, or where to go next.',
  'ratelimit': 'The budget as it stands: r requests are left, and in t seconds there is one more.',
  'ratelimit-policy': 'The budget itself: its name, q requests in w seconds.',
  'referrer-policy': 'Browsers tell no other site where they come from, so no address leaks.',
  'retry-after': 'In how many seconds to try again. An earlier request is refused too.',
  'strict-transport-security': 'Browsers must use https alone from now on.',
  'sunset': 'When this key ends (RFC 8594).',
  'transfer-encoding': 'The body is sent in chunks, since its length was not known before.',
  'vary': 'Which headers of the request the answer depends on.',
  'www-authenticate': 'Which credential this resource takes, and with a bearer token what was wrong with it (RFC 6750).',
  'x-content-type-options': 'Browsers must believe Content-Type, and not guess.',
  'x-frame-options': 'No page may show this one in a frame.',
  'x-request-id': 'Names this request in the log. Send your own to follow it through several services.',
};

export function explain(name) {
  return EXPLAINED[name] ?? 'A header that this page has no explanation for.';
}

const SPELT = { 'www-authenticate': 'WWW-Authenticate', 'etag': 'ETag', 'ratelimit': 'RateLimit',
  'ratelimit-policy': 'RateLimit-Policy' };

export function written(name) {
  return SPELT[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
