// Where one class is nearly all labels, accuracy tells nothing: what leads there instead.

import { nameOf } from '/js/classes.js';
import { plain } from '/js/format.js';

const NEARLY_ALL = 0.9;
export const PRECISION = 'average-precision';
export const RECALL = 'recall-at-1-percent';

/** Returns whether a metric ranks points: faded it covers the last 100 positives or so. */
export const ranks = (metric) => metric === PRECISION || metric === RECALL;

/** Returns whether the most frequent class is above 90 % of a learner's labels, but not all. */
export const isRare = (learner) =>
  learner?.scores?.total?.['most-frequent'] > NEARLY_ALL && Number.isFinite(learner.scores.total[PRECISION]);

/** Returns the share of the positive class among the labels, of two classes; else null. */
export function positiveShare({ classes, scores: { total } }) {
  return classes.length === 2 ? total[`n-${PRECISION}`] / total.n : null;
}

/** Says that accuracy tells nothing. */
export function accuracyTellsNothing(learner) {
  const { classes, positive, scores: { total } } = learner;
  const share = positiveShare(learner);
  const isOther = share !== null && share < 0.5;
  const named = share === null || positive === null ? null
    : classes.map(nameOf).find((name) => (name === nameOf(positive)) !== isOther);
  const most = share === null ? total['most-frequent'] : Math.max(share, 1 - share);
  const of = named === null ? ['of one class', 'that class'] : [plain(named), plain(named)];
  // Rounded down, since 100 % would not be true.
  return `${(Math.floor(1000 * most) / 10).toFixed(1)} % of the labels are ${of[0]}: `
    + `accuracy tells nothing here, whoever always says ${of[1]} has it too.`;
}
