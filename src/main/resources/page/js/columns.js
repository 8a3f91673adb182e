// The columns of the table of learners: their names, order and texts.

import { BASELINES } from '/js/baselines.js';
import { ERROR } from '/js/amounts.js';
import { fixed, make, score, small } from '/js/format.js';
import { METRICS } from '/js/metrics.js';
import { ranks } from '/js/rare.js';

/** Which end of a column is the better one. */
export const [LOW, HIGH] = [1, -1];

const MORE = { accuracy: ', with its standard error' };
const OF_RARE = '. Of the last 100 of the class, as 1,000 points may hold none';

/** Returns the column of a metric. */
const column = ({ name, title, meaning, lessIsBetter, leads }) => ({
  key: name,
  name: title,
  better: lessIsBetter ? LOW : HIGH,
  title: `${meaning}${MORE[name] ?? ''}${lessIsBetter ? '; less is better' : ''}${leads ? OF_RARE : ''}`,
});

/** What leads comes first. */
const place = ({ name, leads }) => Number(leads || name === ERROR);

export const COLUMNS = [
  { key: 'name', name: 'Learner', better: LOW },
  ...METRICS.filter(({ name, shown }) => (shown === 'ALWAYS' || shown === 'IN_DETAIL') && name !== 'wape')
    .sort((a, b) => place(b) - place(a)).map(column),
  { key: 'weight', name: 'Weight', better: HIGH, title: 'Share of the blend’s answers; below 0 the blend counts this learner in reverse' },
  { key: 'micros', name: 'µs a point', better: LOW, title: 'Time to predict a point and learn from it' },
];

/** The metrics that the table shows; the details leave them out. */
export const SHOWN = new Set(['n', ...BASELINES.map(({ metric }) => metric), ...COLUMNS.map(({ key }) => key).filter((key) => !ranks(key))]);

/** Formats a metric for the table; a dash if it is undefined. */
export function text(key, value) {
  if (!Number.isFinite(value)) return '–';
  if (key === 'micros') return value >= 10 ? value.toFixed(0) : value.toFixed(1);
  if (key === 'weight') return fixed(value, 3);
  return score(key, value);
}

/** Compares two values; a missing one comes last in both directions. */
export function compare(a, b, direction) {
  const [hasA, hasB] = [a, b].map((value) => typeof value === 'string' || Number.isFinite(value));
  if (!hasA || !hasB) return Number(hasB) - Number(hasA);
  return direction * (typeof a === 'string' ? a.localeCompare(b) : a - b);
}

/** Makes a cell for each column but the name, by its key. */
export function cellsOf() {
  return new Map(COLUMNS.filter(({ key }) => key !== 'name').map(({ key }) => {
    const cell = make('td', key);
    cell.append(make('span', '', ''), ...(key === 'accuracy' ? [make('small')] : []));
    return [key, cell];
  }));
}

/** Describes a learner in a few words. */
export function shape(learner) {
  const members = Object.keys(learner.weights ?? {}).length;
  const what = members ? `${learner.what} of ${members}` : learner.what;
  return [what, learner.settings?.optimiser && rule(learner.settings)].filter(Boolean).join(', ');
}

function rule({ optimiser, learningRate }) {
  const name = { adam: 'Adam', adagrad: 'AdaGrad' }[optimiser] ?? String(optimiser).replaceAll('-', ' ');
  return `${name} ${small(learningRate)}`;
}
