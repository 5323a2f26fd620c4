const running = new WeakMap();

export function span(seconds) {
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  return parts.slice(first, first + 2).map(([size, unit], i) =>
    `${Math.floor((i ? seconds % parts[first][0] : seconds) / size)} ${unit}`).join(' ');
}

// Counts by the clock, since timers of a background tab run rarely.
export function countDown(element, seconds, say, done = () => {}) {
  stop(element);
  const end = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    element.textContent = say(Math.max(0, left));
    if (left <= 0) {
      stop(element);
      done();
    }
  };
  tick();
  if (seconds > 0) {
    running.set(element, setInterval(tick, 250));
  }
}

export function stop(element) {
  clearInterval(running.get(element));
  running.delete(element);
}
