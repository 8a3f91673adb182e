// Standard errors of accuracies, and what they say.

/** Every label counts this much of the one after it in a faded score. */
const FADING = 0.999;

/** So many right and so many wrong are added: then all right, or all wrong, is not beyond doubt. */
const ADDED = 2;

/** A smaller change is none, whatever its error. */
const LEAST = 0.001;

/** The n of a faded score of so many labels, which is the sum of their weights .999^i. */
export const fadedN = (labels) => (1 - FADING ** labels) / (1 - FADING);

/** How many points count as much as those of a faded score: m = (Σw)²/Σw². */
function effective(n) {
  const last = (1 - (1 - FADING) * n) ** 2; // .999^2k of k labels
  return (n ** 2 * (1 - FADING ** 2)) / (1 - Math.max(0, last));
}

/** √(p(1−p)/(m+4)), p = (am+2)/(m+4): Agresti and Coull's, which is never 0. */
function errorOf(accuracy, m) {
  const all = m + 2 * ADDED;
  const share = (accuracy * m + ADDED) / all;
  return Math.sqrt((share * (1 - share)) / all);
}

/** The standard error of a faded accuracy, whose n is the sum of the weights. */
export const fadedError = (accuracy, n) => errorOf(accuracy, effective(n));

/** The standard error of an accuracy in a scope; null if there is none. */
export function accuracyError(scope, accuracy, n) {
  if (!Number.isFinite(accuracy) || !(n > 0)) return null;
  return scope === 'faded' ? fadedError(accuracy, n) : errorOf(accuracy, n);
}

/** An error in percentage points, as a text; it is never shown as none at all. */
export const margin = (error) => (error < 0.0005 ? '<0.1' : (error * 100).toFixed(1));

/**
 * The standard error of the difference of two independent accuracies. Those of the same points are
 * mostly right together, and then differ by less.
 */
export const differenceError = (one, other) => Math.hypot(one, other);

/** How a faded accuracy compares with a baseline's of the same points: in words, and how it is shown. */
export function comparison(accuracy, baseline, n) {
  const error = differenceError(fadedError(accuracy, n), fadedError(baseline, n));
  const lead = accuracy - baseline;
  if (lead > 2 * error) return ['better than', 'good'];
  if (lead > error) return ['hardly better than', 'even'];
  return lead < -2 * error ? ['worse than', 'bad'] : ['no better than', 'even'];
}

/**
 * How a faded accuracy has changed: {change, isSteady}, steady if the change may well be chance or
 * is less than 0.1 points.
 * @param labels of which it is
 * @param before {accuracy, labels}, some time ago
 */
export function trendOf(accuracy, labels, before) {
  const change = accuracy - before.accuracy;
  const error = differenceError(
    fadedError(accuracy, fadedN(labels)), fadedError(before.accuracy, fadedN(before.labels)));
  return { change, isSteady: Math.abs(change) <= Math.max(LEAST, 2 * error) };
}
