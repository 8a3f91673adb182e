// Standard errors of accuracies, and what they say.

/** Every label counts this much of the one after it in a faded score. */
const FADING = 0.999;

/**
 * The standard error of a faded accuracy a, √(a(1−a)/m). Its n is the sum of the weights .999^i;
 * the points that count as much are m = (Σw)²/Σw².
 */
export function fadedError(accuracy, n) {
  const last = (1 - (1 - FADING) * n) ** 2; // .999^2k of k labels
  const squares = (1 - Math.max(0, last)) / (1 - FADING ** 2);
  return Math.sqrt((accuracy * (1 - accuracy) * squares) / n ** 2);
}

/** The standard error of an accuracy in a scope, √(a(1−a)/n); null if there is none. */
export function accuracyError(scope, accuracy, n) {
  if (!Number.isFinite(accuracy) || !(n > 0)) return null;
  return scope === 'faded' ? fadedError(accuracy, n) : Math.sqrt((accuracy * (1 - accuracy)) / n);
}

/** How an accuracy compares with a baseline, by its standard error: in words, and how it is shown. */
export function verdict(accuracy, error, baseline) {
  const lead = accuracy - baseline;
  if (lead > 2 * error) return ['better than', 'good'];
  if (lead > error) return ['hardly better than', 'even'];
  return lead < -2 * error ? ['worse than', 'bad'] : ['no better than', 'even'];
}
