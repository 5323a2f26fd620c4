// An OpenID provider with one application and its pages for trying, where any name logs in.
import { Provider } from 'oidc-provider';

const [port, callback] = process.argv.slice(2);
new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: 'gatehouse', client_secret: 'not-a-secret-at-all', redirect_uris: [callback] }],
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  pkce: { required: () => true },
}).listen(Number(port), 'localhost');
