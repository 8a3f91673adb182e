// What guessing would reach: scores that stand beside those of the learners.

/** By their metric. */
export const BASELINES = [
  ['last-label', 'always “same as last”'],
  ['majority', 'always the most frequent'],
];
