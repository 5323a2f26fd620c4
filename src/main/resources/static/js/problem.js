// Adds the button that copies the command; the page can be read without it.
import { copyButton, el } from './dom.js';

document.querySelectorAll('.request').forEach((request) => request.prepend(
  el('div', { className: 'head' }, copyButton(request.querySelector('code').textContent))));
