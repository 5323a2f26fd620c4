// The same request for a terminal. What the page masks in a field is a variable there.
export function quote(text) {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// The shell must expand the variables, so all other text is quoted.
function quoteWithVariables(text) {
  return text.includes('$') ? `"${text.replace(/["\\`]/g, '\\$&')}"` : quote(text);
}

const CSRF = `"X-XSRF-TOKEN: $(awk '$6 ~ /XSRF-TOKEN$/ {print $7}' cookies.txt)"`;

export function curl({ method, path, headers, shown, body, shownBody, cookies, keeps, csrf }) {
  const parts = [`curl -i ${quote(location.origin + path)}`];
  if (method !== (body === undefined ? 'GET' : 'POST')) {
    parts[0] = `curl -i -X ${method} ${quote(location.origin + path)}`;
  }
  for (const [name, value] of Object.entries(headers)) {
    parts.push(shown[name] === undefined ? `-H ${quote(`${name}: ${value}`)}`
      : `-H ${quoteWithVariables(`${name}: ${shown[name]}`)}`);
  }
  if (csrf) {
    parts.push(`-H ${CSRF}`);
  }
  if (cookies) {
    parts.push('-b cookies.txt');
  }
  if (keeps) {
    parts.push('-c cookies.txt');
  }
  if (body !== undefined) {
    parts.push(`-d ${quote(JSON.stringify(shownBody ?? body))}`);
  }
  return parts.join(' \\\n  ');
}
