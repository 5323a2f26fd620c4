// The same request, for a terminal and for two languages. What the page masks in a field is a variable of the environment there.
import { curl } from './curl.js';

const VARIABLE = /\$\{?(\w+)\}?/;

/** A text as an expression: its parts, and what each variable is called. */
function expression(text, literal, variable, join) {
  return text.split(VARIABLE).map((part, i) => i % 2 ? variable(part) : part && literal(part)).filter(Boolean).join(join);
}

const quoted = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;

const inJava = (text) => expression(text, JSON.stringify, (name) => `System.getenv("${name}")`, ' + ');

const inScript = (text) => expression(text, quoted, (name) => `process.env.${name}`, ' + ');

function java({ method, path, headers, shown, body, shownBody, cookies, keeps, csrf }) {
  const own = Object.entries(headers).filter(([name]) => name !== 'Content-Type');
  const lines = cookies || keeps
    ? ['// Use one client for all requests: it keeps the cookies of the login.',
      'HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();',
      `RestClient http = RestClient.builder().baseUrl("${location.origin}")`,
      '  .requestFactory(new JdkClientHttpRequestFactory(browser)).build();']
    : [`RestClient http = RestClient.create("${location.origin}");`];
  lines.push(`String answer = http.method(HttpMethod.${method})`, `  .uri(${JSON.stringify(path)})`,
    ...own.map(([name, value]) => `  .header("${name}", ${inJava(shown[name] ?? value)})`),
    ...(csrf ? ['  .header("X-XSRF-TOKEN", xsrfToken) // the value of the cookie XSRF-TOKEN'] : []),
    ...(body === undefined ? [] : ['  .contentType(MediaType.APPLICATION_JSON)', `  .body(${JSON.stringify(JSON.stringify(shownBody ?? body))})`]),
    '  .retrieve() // throws an exception with the problem if the answer is an error', '  .body(String.class);');
  return lines.join('\n');
}

function script({ method, path, headers, shown, body, shownBody, cookies, keeps, csrf }) {
  const members = Object.entries(headers).map(([name, value]) => `${quoted(name)}: ${inScript(shown[name] ?? value)}`);
  if (csrf) {
    members.push("'X-XSRF-TOKEN': xsrfToken"); // the value of the cookie
  }
  const options = [...(method === 'GET' ? [] : [`  method: '${method}',`]),
    ...(members.length ? [`  headers: { ${members.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`  body: JSON.stringify(${JSON.stringify(shownBody ?? body)}),`]),
    ...(cookies || keeps ? ["  credentials: 'same-origin', // a page of this origin: the browser keeps the cookies"] : [])];
  return [`const answer = await fetch(${quoted(location.origin + path)}${options.length ? ', {' : ');'}`, ...options, ...(options.length ? ['});'] : []),
    'console.log(answer.status, await answer.text());'].join('\n');
}

export const LANGUAGES = { curl, Java: java, JavaScript: script };
