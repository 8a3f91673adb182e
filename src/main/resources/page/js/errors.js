// Standard errors of accuracies, and conclusions from them.

/** In a faded score each label counts this share of the next one. */
const FADING = 0.999;

/** Adds this many right and this many wrong, so that even a perfect score has an error. */
const ADDED = 2;

/** Smaller changes do not count, whatever their error. */
const LEAST = 0.001;

/** Returns the n of a faded score after some labels: the sum of their weights .999^i. */
export const fadedN = (labels) => (1 - FADING ** labels) / (1 - FADING);

/** Returns the effective number of points of a faded score: m = (Σw)²/Σw². */
export function effective(n) {
  const last = (1 - (1 - FADING) * n) ** 2; // .999^2k of k labels
  return (n ** 2 * (1 - FADING ** 2)) / (1 - Math.max(0, last));
}

/** √(p(1−p)/(m+4)), p = (am+2)/(m+4): Agresti and Coull's, which is never 0. */
function errorOf(accuracy, m) {
  const all = m + 2 * ADDED;
  const share = (accuracy * m + ADDED) / all;
  return Math.sqrt((share * (1 - share)) / all);
}

/** Returns the standard error of a faded accuracy; n is the sum of the weights. */
export const fadedError = (accuracy, n) => errorOf(accuracy, effective(n));

/** Returns the standard error of an accuracy in a scope; null without one. */
export function accuracyError(scope, accuracy, n) {
  if (!Number.isFinite(accuracy) || !(n > 0)) return null;
  return scope === 'faded' ? fadedError(accuracy, n) : errorOf(accuracy, n);
}

/** Formats an error in percentage points; it never shows 0. */
export const margin = (error) => (error < 0.0005 ? '<0.1' : (error * 100).toFixed(1));

/**
 * Returns the standard error of the difference of two independent accuracies. Two accuracies over the
 * same points differ by less, since mostly both are right.
 */
export const differenceError = (one, other) => Math.hypot(one, other);

/** Compares a faded accuracy with a baseline's over the same points: [words, kind]. */
export const comparison = (accuracy, baseline, n) =>
  verdict(accuracy - baseline, differenceError(fadedError(accuracy, n), fadedError(baseline, n)));

/** Says what a lead over a baseline means, by its standard error: [words, kind]. */
export function verdict(lead, error) {
  if (lead > 2 * error) return ['better than', 'good'];
  if (lead > error) return ['hardly better than', 'even'];
  return lead < -2 * error ? ['worse than', 'bad'] : ['no better than', 'even'];
}

/**
 * Says how a faded accuracy has changed: {change, isSteady}. It is steady if the change may be chance
 * or is less than 0.1 points.
 * @param labels the number of labels so far
 * @param before {accuracy, labels} some time ago
 */
export function trendOf(accuracy, labels, before) {
  const change = accuracy - before.accuracy;
  const error = differenceError(
    fadedError(accuracy, fadedN(labels)), fadedError(before.accuracy, fadedN(before.labels)));
  return { change, isSteady: Math.abs(change) <= Math.max(LEAST, 2 * error) };
}
