import { announce, el } from './dom.js';

/** Copies a text, or what a function answers at that time. */
export function copyButton(source) {
  const button = el('button', { type: 'button', className: 'small copy' }, 'Copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(typeof source === 'function' ? source() : source);
      button.textContent = 'Copied';
    } catch {
      // not permitted, or not https: the reader selects the text by hand
      button.textContent = 'Mark it and copy';
      getSelection().selectAllChildren(button.closest('.request, .notice').querySelector('code'));
    }
    announce(button.textContent);
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  return button;
}
