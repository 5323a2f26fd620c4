// The tokens are in cookies that this script cannot read; the CSRF cookie is all that it sees.
const names = { github: 'GitHub', google: 'Google' };

function csrf() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('XSRF-TOKEN='));
  return cookie ? { 'X-XSRF-TOKEN': cookie.slice('XSRF-TOKEN='.length) } : {};
}

function show(id, visible) {
  const element = document.getElementById(id);
  element.hidden = !visible;
  return element;
}

async function whoami() {
  const answer = await fetch('/api/whoami');
  if (answer.ok) {
    return answer.json();
  }
  // the access token lasts for fifteen minutes; the session goes on
  const refreshed = csrf()['X-XSRF-TOKEN'] && await fetch('/auth/refresh', { method: 'POST', headers: csrf() });
  return refreshed && refreshed.ok ? (await fetch('/api/whoami')).json() : null;
}

async function render() {
  const caller = await whoami();
  document.getElementById('who').textContent = caller ? `Logged in as ${caller.name}` : 'Not logged in';
  show('logout', caller);
  const login = show('login', !caller);
  const { providers } = await (await fetch('/auth/providers')).json();
  login.replaceChildren(...providers.map((provider) => {
    const link = document.createElement('a');
    link.href = `/auth/${provider}`;
    link.textContent = `Log in with ${names[provider] ?? provider}`;
    return link;
  }));
}

const code = new URLSearchParams(location.search).get('error');
if (code && /^[a-z0-9_]{1,60}$/.test(code)) {
  const explanation = document.createElement('a');
  explanation.href = `/problems/${code}`;
  explanation.textContent = code;
  show('error', true).replaceChildren('The login failed: ', explanation);
}
document.getElementById('logout').addEventListener('click', async () => {
  await fetch('/auth/logout', { method: 'POST', headers: csrf() });
  await render();
});
await render();
