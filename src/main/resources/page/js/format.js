// Formats numbers and times for people.

import { METRICS } from '/js/metrics.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' });

export const count = (n) => (Number.isFinite(n) ? whole.format(n) : '–');

/** Returns a number of things: 1 record, 2,000 records, 3 classes. */
export const counted = (n, one) => `${count(n)} ${one}${n === 1 ? '' : one.endsWith('s') ? 'es' : 's'}`;

export const percent = (share) =>
  share === null || share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;

/** Formats three significant digits, with a power of ten if that is shorter. */
export function small(value) {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e4 || size < 1e-4 ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
}

const decimals = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digits) =>
  new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }));

/**
 * Formats an amount with four digits that count, or all before the point: 3.481, 15.11, 12,345, with a
 * proper minus; a dash without one.
 * @param like an amount beside it, for as many decimals
 */
export function amount(value, like = value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(like);
  if (size === 0) return '0';
  if (size >= 1e12 || size < 1e-6) return value.toExponential(3).replaceAll('-', '−');
  const before = Math.floor(Math.log10(size)) + 1;
  return decimals[Math.max(0, 4 - (size < 1000 ? before : 4))].format(value).replace(/^-(?=[0.]*$)/, '').replace('-', '−');
}

/** Formats a fixed number of decimals, with a proper minus; 0 never has one. */
export const fixed = (value, digits) =>
  value === null || value === undefined ? '–' : value.toFixed(digits).replace(/^-(?=0\.?0*$)/, '').replace('-', '−');

/** Formats costs with a fixed width, so that digits do not jump. */
export function cost(value) {
  if (value === null || value === undefined) return '–';
  if (value >= 100) return small(value);
  return value >= 0.001 || value === 0 ? value.toFixed(4) : value.toExponential(1);
}

const KNOWN = new Map([['n', { title: 'Points', unit: 'COUNT' }], ...METRICS.map((metric) => [metric.name, metric])]);

/** Returns what the server says of a metric; of one that another version wrote, a title. */
export const metricOf = (metric) =>
  KNOWN.get(metric) ?? { title: (metric.charAt(0).toUpperCase() + metric.slice(1)).replaceAll('-', ' ') };

/** Returns whether a metric is shown in percent. */
export const isShare = (metric) => metricOf(metric).unit === 'SHARE';

/** Returns the display name of a metric. */
export const metricName = (metric) => metricOf(metric).title;

const TEXTS = { AMOUNT: amount, COUNT: count, NATS: cost, SHARE: percent };

/** Formats a score of a metric; without a number it is a dash. */
export function score(metric, value) {
  if (typeof value !== 'number') return '–';
  return (TEXTS[metricOf(metric).unit] ?? ((other) => fixed(other, 3)))(value);
}

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** Formats a tick of an axis of amounts: 2.5 or 12,500. */
export const tick = (value) => (Math.abs(value) < 1e12 ? short.format(value).replace('-', '−') : small(value));

export const coordinate = (value) => small(value).replace('-', '−');

let rowsFrom = null;

/**
 * Makes the page count rows instead of showing times: rows of a file have no times, and are 1 ms apart.
 * @param ms the time of the first row; null to show times
 */
export function countRows(ms) {
  rowsFrom = ms ?? null;
}

let tellsLateLabels = true;

/** Says whether labels that come after their points are told here. */
export function tellLateLabels(isTold) {
  tellsLateLabels = isTold;
}

/** Says of a label that is not known whether it will be told. */
export const toCome = () => (tellsLateLabels ? 'to come' : 'unknown');

/** Returns whether rows are counted: then time and moment give the number of rows. */
export const countsRows = () => rowsFrom !== null;

/** Returns the number of rows before a time; null if rows are not counted, or the time is not that of a row. */
const rowsBefore = (ms) => (rowsFrom !== null && ms >= rowsFrom ? Math.round(ms - rowsFrom) : null);

/** Formats when a point came: its time, or the number of its row, from 1. */
export const timeOf = (point) => time(countsRows() ? point.time + 1 : point.time);

/** Formats the time of day, with the date if that is not today; if rows are counted, their number. */
export function time(ms) {
  const rows = rowsBefore(ms);
  if (rows !== null) return `row ${count(rows)}`;
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

const minute = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Formats a tick of a time axis, given the seconds between ticks; if rows are counted, their number. */
export function moment(seconds, step) {
  const rows = rowsBefore(seconds * 1000);
  if (rows !== null) return count(rows);
  const date = new Date(seconds * 1000);
  if (step < 60) return clock.format(date);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0;
  return step < 86400 && !midnight ? minute.format(date) : day.format(date);
}

/** Prepares foreign text for use in a sentence: removes characters that change the writing direction. */
export const plain = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

/** Sets text only if it differs, so that the browser need not lay it out again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Gives a host these children in this order; moves no others, since moving loses focus and state. */
export function arrange(host, elements) {
  const wanted = new Set(elements);
  for (const child of [...host.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, i) => {
    if (host.children[i] !== element) host.insertBefore(element, host.children[i] ?? null);
  });
}

/** Returns the element with an id. */
export const element = (id) => document.getElementById(id);

/** Makes an element; its text is never markup. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
