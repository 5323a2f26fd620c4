// The program behind a User-Agent, in words. The order matters: most browsers also claim to be another one.
const PROGRAMS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['SamsungBrowser/', 'Samsung Internet'], ['Firefox/', 'Firefox'], ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari'], ['curl/', 'curl'], ['PostmanRuntime/', 'Postman'], ['Java-http-client/', 'Java'],
  ['python-requests/', 'Python'], ['node', 'Node.js'], ['Go-http-client/', 'Go']];

const SYSTEMS = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['CrOS', 'ChromeOS'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'], ['Linux', 'Linux']];

export function agent(text) {
  const named = (names) => names.find(([part]) => text.includes(part))?.[1];
  if (!text) {
    return 'no user agent';
  }
  const program = named(PROGRAMS);
  const system = named(SYSTEMS);
  return program ? `${program}${system ? ` on ${system}` : ''}` : text;
}
