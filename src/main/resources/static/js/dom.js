// Access to the document for all panels. Data becomes text, never markup.
export const $ = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) {
      element[key] = value;
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

export function announce(text) {
  $('announce').textContent = text;
}

// A button whose work is in progress cannot be pressed again, and keeps the focus.
export function onClick(id, work) {
  const button = typeof id === 'string' ? $(id) : id;
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') {
      return;
    }
    button.setAttribute('aria-disabled', 'true');
    try {
      await work(button);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
}

export function onSubmit(id, work) {
  let atWork = false;
  $(id).addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!atWork) {
      atWork = true;
      try {
        await work(event);
      } finally {
        atWork = false;
      }
    }
  });
}

/** For what is shown beside the button that was pressed, and not in the output. */
export function bringNear(element) {
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) {
    element.scrollIntoView({ block: 'center' });
  }
}

export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

const minutes = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function humanTime(time) {
  return minutes.format(new Date(time));
}

// Lights up the steps of a sequence as far as it has come.
export function light(flow, last, failedAt = 0, slowly = false) {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  [...$(flow).querySelectorAll('li[data-way]')].forEach((step, i) => {
    const state = i + 1 === failedAt ? 'failed' : i < last ? 'done' : '';
    const said = step.querySelector('.state') ?? step.appendChild(el('span', { className: 'unseen state' }));
    step.style.transitionDelay = slowly && !calm ? `${i * 0.15}s` : '0s';
    step.dataset.state = state;
    said.textContent = state && `(${state})`;
    step.toggleAttribute('aria-current', false);
    if (i + 1 === (failedAt || last)) {
      step.setAttribute('aria-current', 'step');
    }
  });
}
