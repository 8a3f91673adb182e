// What guessing would reach: scores that stand beside those of the learners.

/** By their metric, with a name as a sentence goes on, and one and the dash of a line on a chart. */
export const BASELINES = [
  { metric: 'last-label', name: 'always “same as last”', line: 'same as last', dash: [2, 3] },
  { metric: 'majority', name: 'always the most frequent', line: 'most frequent', dash: [8, 4] },
];

export const isBaseline = (metric) => BASELINES.some((baseline) => baseline.metric === metric);
