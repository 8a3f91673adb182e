// Says in words what the columns of keys tell of a point. src/docs/keys.md defines them.

import { count, countsRows, percent, plain } from '/js/format.js';

const REST = /^(?:(gap|last-label)|count(?:\.([^.]+))?|(.+)\.(deviation|ratio)\.([^.]+)|(.+)\.(same)|(rate)\.(.+)\.([^.]+))$/;

/** The smallest change of a ratio, or of a number of deviations, that is told. */
const LEAST = 0.05;

/**
 * Takes a column's path apart: {key, kind, field or label, span}; null if it is not a key's.
 * @param fields the point's own by name, among which the key's are
 */
function parse(path, fields) {
  for (let at = path.indexOf('.'); at > 0; at = path.indexOf('.', at + 1)) {
    const key = path.slice(0, at);
    const [all, alone, countSpan, field, compared, span, sameField, same, rate, label, rateSpan] = REST.exec(path.slice(at + 1)) ?? [];
    if (!all || !(key in fields || key.split('+').every((part) => part in fields))) continue;
    return {
      key,
      kind: alone ?? compared ?? same ?? rate ?? 'count',
      field: field ?? sameField,
      label,
      span: span ?? rateSpan ?? countSpan,
    };
  }
  return null;
}

/** Returns what two columns of a key have in common that tell the same over longer or shorter. */
export function family(path, fields) {
  const column = parse(path, fields);
  if (!column) return path;
  const { key, kind, field, label } = column;
  return [key, kind === 'deviation' ? 'ratio' : kind, field, label].join('\n');
}

/**
 * Returns in words what a column of a key tells; null if it is no such column.
 * @param value the column's, as text; undefined if it is missing or not known
 * @param fields the point's own values by name
 */
export function columnInWords(path, value, fields) {
  const column = parse(path, fields);
  if (!column) return null;
  const known = value !== undefined && value !== null && value !== '';
  return plain((known ? SAID : NAMED)[column.kind](column, known && Number.isFinite(Number(value)) ? Number(value) : value, fields));
}

const whose = ({ key }) => `this ${key.replaceAll('+', ' and ')}’s`;

/** What half-lives in points are called; Fading.java has them. */
const LATELY = { 4: 'latest', 32: 'recent', 1000: '' };

/** Says over how many points, or how long, something is usual; each counts half after so many more. */
const within = ({ span }) => (span === undefined || span in LATELY ? '' : ` (${/^\d+$/.test(span) ? 'last ' : ''}${span})`);
const usual = (of) => `${whose(of)} ${LATELY[of.span] ? `${LATELY[of.span]} mean` : 'usual'} ${of.field}${within(of)}`;
const labels = (of) => `${whose(of)} ${LATELY[of.span] ?? ''} labels`.replace('  ', ' ');

/** What a column tells, where its value is not known. */
const NAMED = {
  gap: (of) => `time since ${whose(of)} last point`,
  count: (of) => `number of ${whose(of)} points${within(of)}`,
  deviation: (of) => `deviation from ${usual(of)}`,
  ratio: (of) => `ratio to ${usual(of)}`,
  same: (of) => `whether ${of.field} is as at ${whose(of)} last point`,
  rate: (of) => `share of ${of.label} in ${labels(of)}${within(of)}`,
  'last-label': (of) => `${whose(of)} last label`,
};

const SAID = {
  gap: (of, value) => `${duration(Math.expm1(value))} after ${whose(of)} last point`,
  count(of, value) {
    if (of.span) return `${size(Math.expm1(value))} points of ${whose(of).slice(0, -2)}${within(of)}`;
    const mean = `many points as a ${whose(of).slice(5, -2)} has on average`;
    return Math.abs(value) < LEAST ? `as ${mean}` : `${size(Math.exp(value))} times as ${mean}`;
  },
  deviation(of, value) {
    if (Math.abs(value) < LEAST) return `about ${usual(of)}`;
    return `${size(Math.abs(value))} standard deviations ${value > 0 ? 'above' : 'below'} ${usual(of)}`;
  },
  ratio(of, value, fields) {
    if (Math.abs(value) < LEAST) return `about ${usual(of)}`;
    const side = `${value > 0 ? 'above' : 'below'} ${usual(of)}`;
    const x = number(fields[of.field]);
    if (x === null) return side;
    // The column is asinh(x) − asinh(mean).
    const mean = Math.sinh(Math.asinh(x) - value);
    const share = x / mean;
    // Nothing is some times 0, or some times what has another sign.
    return share >= 0.005 && share < 1e4 ? `${size(share)} times ${usual(of)}` : `${side}, which is ${size(mean)}`;
  },
  same: (of, value) => (value === 1 ? `${of.field} as at ${whose(of)} last point` : `another ${of.field} than at ${whose(of)} last point`),
  rate: (of, value) => `${percent(value)} of ${labels(of)} were ${of.label}${within(of)}`,
  'last-label': (of, value) => `${whose(of)} last label was ${value}`,
};

/** Reads a number; null if it is none. */
function number(text) {
  const value = text === undefined || text === null || String(text).trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Formats a number to two digits, or as a whole one. */
function size(value) {
  if (Math.abs(value) < 1e-4) return '0';
  if (Math.abs(value) >= 10) return count(Math.round(value)).replace('-', '−');
  return String(Number(value.toPrecision(2))).replace('-', '−');
}

const UNITS = [[86400e3, 'day'], [3600e3, 'hour'], [60e3, 'minute'], [1000, 'second']];

/** Formats a time; in a file whose rows have no time it is a number of rows. */
function duration(ms) {
  if (countsRows()) return `${count(Math.round(ms))} ${Math.round(ms) === 1 ? 'row' : 'rows'}`;
  const [length, unit] = UNITS.find(([least]) => ms >= 0.95 * least) ?? [1, 'ms'];
  const text = size(ms / length);
  return `${text} ${unit}${text === '1' || unit === 'ms' ? '' : 's'}`;
}
