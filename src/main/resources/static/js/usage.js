import { count, el } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const HOURS = 24;
const HEIGHT = 60;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

/** The last day of a key, hour by hour: a drawing, and the same as a table. */
export function usageChart(name, buckets, now = Date.now()) {
  const hour = (time) => Math.floor(new Date(time) / 3_600_000);
  const byHour = new Map(buckets.map((bucket) => [hour(bucket.start), bucket]));
  const highest = Math.max(1, ...buckets.map((bucket) => bucket.requests + bucket.refused));
  const total = (member) => buckets.reduce((sum, bucket) => sum + bucket[member], 0);
  const label = `${name}, last ${HOURS} hours: ${count(total('requests'), 'request')} let through, ${total('refused')} refused`;
  const chart = shape('svg', { viewBox: `0 0 ${HOURS * 10} ${HEIGHT + 1}`, role: 'img', 'aria-label': label, class: 'chart',
    preserveAspectRatio: 'none' });
  chart.append(shape('path', { d: `M0 ${HEIGHT + 0.5}h${HOURS * 10}`, class: 'axis' }));
  for (let i = 0; i < HOURS; i += 1) {
    const bucket = byHour.get(hour(now) - HOURS + 1 + i);
    if (bucket) {
      const passed = (bucket.requests / highest) * HEIGHT;
      const refused = (bucket.refused / highest) * HEIGHT;
      chart.append(shape('rect', { x: i * 10 + 1, y: HEIGHT - passed, width: 8, height: passed, class: 'requests' }),
        shape('rect', { x: i * 10 + 1, y: HEIGHT - passed - refused, width: 8, height: refused, class: 'refused' }));
    }
  }
  const rows = buckets.map(({ start, requests, refused }) =>
    el('tr', {}, el('th', { scope: 'row' }, start.slice(0, 16).replace('T', ' ')), el('td', {}, requests), el('td', {}, refused)));
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...['Hour (UTC)', 'Let through', 'Refused'].map((title) =>
    el('th', { scope: 'col' }, title)))), el('tbody', {}, ...rows));
  return [el('p', {}, label), chart, el('details', {}, el('summary', {}, 'As a table'), table)];
}
