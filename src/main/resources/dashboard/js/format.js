// Numbers and times as a person reads them.

import { isBaseline } from '/js/baselines.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' });

export const count = (n) => (Number.isFinite(n) ? whole.format(n) : '–');

export const percent = (share) =>
  share === null || share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;

/** Three significant digits, in powers of ten where that is shorter. */
export function small(value) {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e4 || size < 1e-4 ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
}

/** So many decimals, with a proper minus, which 0 never has. */
export const fixed = (value, digits) =>
  value.toFixed(digits).replace(/^-(?=0\.?0*$)/, '').replace('-', '−');

/** Fixed width for costs, so that digits do not dance. */
export function cost(value) {
  if (value === null || value === undefined) return '–';
  if (value >= 100) return small(value);
  return value >= 0.001 || value === 0 ? value.toFixed(4) : value.toExponential(1);
}

/** Metrics that are read in percent. */
export const isShare = (metric) => metric === 'accuracy' || isBaseline(metric);

const NAMES = {
  auc: 'AUC',
  'macro-f1': 'Macro F1',
  n: 'Points',
  'last-label': 'Always “same as last”',
  majority: 'Always the most frequent',
};

/** A metric as a person calls it. */
export const metricName = (metric) =>
  NAMES[metric] ?? (metric.charAt(0).toUpperCase() + metric.slice(1)).replaceAll('-', ' ');

/** A score as its metric is read; what is no number is a dash. */
export function score(metric, value) {
  if (typeof value !== 'number') return '–';
  if (metric === 'n') return count(value);
  if (metric === 'cost') return cost(value);
  return isShare(metric) ? percent(value) : fixed(value, 3);
}

export const coordinate = (value) => small(value).replace('-', '−');

let rowsFrom = null;

/**
 * Lets rows be counted instead of times be told, which rows of a file have not: each is given 1 ms.
 * @param ms the time given to the first row; null where times are times
 */
export function countRows(ms) {
  rowsFrom = ms ?? null;
}

/** Whether rows are counted: then time and moment tell how many there were. */
export const countsRows = () => rowsFrom !== null;

/** How many rows were before a time; null where rows are not counted, or it is of none. */
const rowsBefore = (ms) => (rowsFrom !== null && ms >= rowsFrom ? Math.round(ms - rowsFrom) : null);

/** When a point came: its time, or the number of its row, the first being 1. */
export const timeOf = (point) => time(countsRows() ? point.time + 1 : point.time);

/** The time of day, with the date when that is not today; where rows are counted, how many there were. */
export function time(ms) {
  const rows = rowsBefore(ms);
  if (rows !== null) return `row ${count(rows)}`;
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

const minute = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A mark of a time axis, whose marks are so many seconds apart; where rows are counted, their number. */
export function moment(seconds, step) {
  const rows = rowsBefore(seconds * 1000);
  if (rows !== null) return count(rows);
  const date = new Date(seconds * 1000);
  if (step < 60) return clock.format(date);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0;
  return step < 86400 && !midnight ? minute.format(date) : day.format(date);
}

/** Text of others amid words: what would turn the words around is left out. */
export const plain = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

/** Sets text where it differs: the browser then has nothing to lay out anew. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Lets a host have these children in this order; moves no other, for that takes focus and state. */
export function arrange(host, elements) {
  const wanted = new Set(elements);
  for (const child of [...host.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, i) => {
    if (host.children[i] !== element) host.insertBefore(element, host.children[i] ?? null);
  });
}

/** The element of an id. */
export const element = (id) => document.getElementById(id);

/** Makes an element; text is text, never markup. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
