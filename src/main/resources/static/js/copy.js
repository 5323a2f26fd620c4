import { announce, el } from './dom.js';

export function copyButton(text) {
  const button = el('button', { type: 'button', className: 'small copy' }, 'Copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      // not permitted, or not https: the reader selects the text by hand
      button.textContent = 'Mark it and copy';
      getSelection().selectAllChildren(button.closest('.request').querySelector('pre'));
    }
    announce(button.textContent);
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  return button;
}
