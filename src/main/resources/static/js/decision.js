// The page holds the questions and outcomes. This shows them one at a time.
import { $, count, el } from './dom.js';

export function decisionTree() {
  const root = $('decision');
  const parts = [...root.querySelectorAll('.question, .outcome')];
  const trail = [];

  function turnTo(id, focus = true) {
    const part = $(id);
    parts.forEach((other) => { other.hidden = other !== part; });
    $('trail').hidden = trail.length === 0;
    $('trail').replaceChildren(...trail.map(({ from, answer }, i) => back(from, answer, i)));
    $('restart').hidden = trail.length === 0;
    const ends = part.classList.contains('outcome');
    $('decision-step').textContent = ends ? `Your answer after ${count(trail.length, 'question')}: ${
      part.querySelector('h3').textContent}` : `Question ${trail.length + 1}`;
    if (focus) {
      part.querySelector('h3').focus();
    }
  }

  function back(from, answer, i) {
    const button = el('button', { type: 'button', className: 'small' }, 'Change');
    button.setAttribute('aria-label', `Change: ${$(from).dataset.topic}`);
    button.addEventListener('click', () => {
      trail.length = i;
      turnTo(from);
    });
    return el('li', {}, `${$(from).dataset.topic}: ${answer} `, button);
  }

  root.addEventListener('click', ({ target }) => {
    if (target.dataset.to) {
      trail.push({ from: target.closest('.question').id, answer: target.textContent.toLowerCase() });
      turnTo(target.dataset.to);
    }
  });
  $('restart').addEventListener('click', () => {
    trail.length = 0;
    turnTo(parts[0].id);
  });
}
