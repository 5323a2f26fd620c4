// The page of a problem can be read without this, and its command copied with it.
import { copyButton } from './copy.js';
import { el } from './dom.js';

document.querySelectorAll('.request').forEach((request) => request.prepend(
  el('div', { className: 'head' }, copyButton(request.querySelector('code').textContent))));
