// Figures from a confusion matrix: counts[label][prediction], or null with many classes.

import { compareNames } from '/js/classes.js';

const MANY = 12;

/**
 * Returns the counts and the figures that follow from them.
 * @param names the names of the classes; the confusion may have more or fewer, since it comes separately
 * @param scores {n, confusion, recall, precision}: the last two only without a confusion
 * @returns {names, counts, n, recall: [share], precision: [share], rows: [sum]}
 */
export function ofTotals(names, { n, confusion, recall, precision }) {
  if (!confusion) {
    const of = (shares) => names.map((name) => shares?.[name] ?? null);
    return { names, n, counts: null, recall: of(recall), precision: of(precision), rows: null };
  }
  const counts = names.map((_, i) => names.map((__, j) => confusion[i]?.[j] ?? 0));
  const rows = counts.map(sum);
  const columns = names.map((_, j) => sum(counts.map((row) => row[j])));
  const ratio = (sums) => names.map((_, i) => (sums[i] > 0 ? counts[i][i] / sums[i] : null));
  return { names, n, counts, rows, recall: ratio(rows), precision: ratio(columns) };
}

export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Returns the mistakes, the most frequent first: {i, j, label, prediction, n}. */
export function pairs({ names, counts }) {
  const all = [];
  counts.forEach((row, i) => row.forEach((n, j) => {
    if (i !== j && n > 0) all.push({ i, j, label: names[i], prediction: names[j], n });
  }));
  return all.sort((a, b) => b.n - a.n);
}

/** Returns the numbers of the classes, those least often found first, then sorted for people. */
export const leastFound = ({ names, recall }) => names.map((_, i) => i).sort((a, b) =>
  (recall[a] ?? 2) - (recall[b] ?? 2) || compareNames(names[a], names[b]));

/**
 * Returns the classes to show, sorted for people: all, or of many the most confused, then the most
 * frequent. Without counts the least often found come first.
 */
export function shownClasses(of, wantsAll) {
  if (!of.counts) return { shown: leastFound(of), isAll: true };
  const { names, counts, rows } = of;
  const sorted = names.map((_, i) => i).sort((a, b) => compareNames(names[a], names[b]));
  if (wantsAll || names.length <= MANY) return { shown: sorted, isAll: true };
  const wrong = names.map((_, i) =>
    rows[i] + sum(counts.map((row) => row[i])) - 2 * counts[i][i]);
  const first = [...sorted].sort((a, b) => wrong[b] - wrong[a] || rows[b] - rows[a]).slice(0, MANY);
  return { shown: sorted.filter((i) => first.includes(i)), isAll: false };
}

/** Returns the counts of the classes shown, with the rest of each row as a last column; null without counts. */
export function restOf({ names, counts, rows }, shown) {
  if (shown.length === names.length) return null;
  return shown.map((i) => rows[i] - sum(shown.map((j) => counts[i][j])));
}
