// The baselines: scores of guessing, shown beside those of the learners.

/** Each has its metric, its name in a sentence, and the name and dash of its line on a chart. */
export const BASELINES = [
  { metric: 'last-label', name: 'always “same as last”', line: 'same as last', dash: [2, 3] },
  { metric: 'majority', name: 'always the most frequent', line: 'most frequent', dash: [8, 4] },
];

export const isBaseline = (metric) => BASELINES.some((baseline) => baseline.metric === metric);
