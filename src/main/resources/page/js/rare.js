// Where one class is nearly all labels, accuracy tells nothing: what leads there instead.

import { brief, nameOf } from '/js/classes.js';
import { metricOf, percent, plain } from '/js/format.js';

const NEARLY_ALL = 0.9;
export const PRECISION = 'average-precision';
export const RECALL = 'recall-at-1-percent';

/** Scores that say little there; the table leaves them to the details. */
export const saysLittle = (metric) => metric === 'kappa' || metric === 'kappa-temporal';

/** Returns whether a metric ranks points: faded it covers the last 100 positives or so. */
export const ranks = (metric) => metricOf(metric).leads === true;

/** Returns whether the most frequent class is above 90 % of a learner's labels, but not all. */
export const isRare = (learner) =>
  learner?.scores?.total?.['most-frequent'] > NEARLY_ALL && Number.isFinite(learner.scores.total[PRECISION]);

/** Returns the share of the positive class among the labels, of two classes; else null. */
export const positiveShare = ({ scores: { total } }) => total['positive-share'] ?? null;

/** Returns the name of the positive class where it is the rare one of two; else null. */
export const rareOfTwo = (learner) =>
  (isRare(learner) && positiveShare(learner) < 0.5 && learner.classes.length === 2 && learner.positive !== null
    ? nameOf(learner.positive) : null);

/** Returns the name of the class that is looked for: the rare one of two, or with decisions the positive one; else null. */
export const positiveOf = (learner, decisions) => rareOfTwo(learner)
  ?? (decisions && learner?.classes?.length === 2 && learner.positive !== null ? nameOf(learner.positive) : null);

/** Returns the average precision of a learner; −1 without one. */
export const precisionOf = (learner, scope) => learner.scores?.[scope]?.[PRECISION] ?? -1;

/** Returns the learner with the highest average precision on the same points beside the one in focus; undefined if there is no other. */
export function bestBeside({ focus, learners }, scope) {
  const { partition } = learners.get(focus) ?? {};
  return [...learners.values()].filter((other) => other.id !== focus && other.partition === partition)
    .sort((a, b) => precisionOf(b, scope) - precisionOf(a, scope))[0];
}

/** Says how many are found with at most 1 % of false alarms and, of the rare of two classes, how many alarms are then right at least. */
export function foundAtOnePercent(learner, recall) {
  const name = rareOfTwo(learner);
  if (name === null || !Number.isFinite(recall)) return `${percent(recall)} found while at most 1 % of the others are false alarms`;
  const share = positiveShare(learner);
  // right = r·s / (r·s + 0.01·(1 − s)), of the recall r and the share s of the positive class.
  const right = recall * share / (recall * share + 0.01 * (1 - share));
  // Rounded down: fewer than 1 % may be false alarms.
  const atLeast = (part) => (part < 0.01 ? Math.floor(1000 * part) / 10 : Math.floor(100 * part));
  return `Finds ${atLeast(recall)} % of class ${brief(name)} with at most 1 % of the others as false alarms: `
    + `then at least ${atLeast(right)} of 100 alarms are right`;
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
