// The columns of the table of learners: their names, order and texts.

import { BASELINES } from '/js/baselines.js';
import { PRECISION, RECALL, ranks } from '/js/rare.js';
import { cost, fixed, make, score, small } from '/js/format.js';

/** Which end of a column is the better one. */
export const [LOW, HIGH] = [1, -1];

export const COLUMNS = [
  { key: 'name', name: 'Learner', better: LOW },
  { key: PRECISION, name: 'Average precision', better: HIGH, title: 'How pure the points are that are taken first for the rare class; a guess has its share. Of the last 100 of the class, as 1,000 points may hold none' },
  { key: RECALL, name: 'Recall at 1 % false', better: HIGH, title: 'Share of the rare class that is found while 1 % of the others are taken for it. Of the last 100 of the class' },
  { key: 'accuracy', name: 'Accuracy', better: HIGH, title: 'Share of points predicted correctly, with its standard error' },
  { key: 'cost', name: 'Cost', better: LOW, title: 'Mean cross-entropy in nats; less is better' },
  { key: 'kappa', name: 'Kappa', better: HIGH, title: 'From guessing by the frequencies of the classes (0) to all right (1)' },
  { key: 'kappa-temporal', name: 'Kappa temporal', better: HIGH, title: 'From always repeating the last label (0) to all right (1)' },
  { key: 'macro-f1', name: 'Macro F1', better: HIGH, title: 'Mean over the classes of the harmonic mean of precision and recall' },
  { key: 'auc', name: 'AUC', better: HIGH, title: 'Area under the ROC curve, with two classes' },
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
  return key === 'cost' ? cost(value) : score(key, value);
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
