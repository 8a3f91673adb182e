// The baselines: scores of guessing, shown beside those of the learners.

import { METRICS } from '/js/metrics.js';

const DASHES = [[2, 3], [8, 4], [4, 4]];

/** Each has its metric, its name in a sentence, and the name and dash of its line on a chart. */
export const BASELINES = METRICS.filter(({ shown }) => shown === 'BASELINE').map(({ name, title }, i) => ({
  metric: name,
  name: title.charAt(0).toLowerCase() + title.slice(1),
  line: title.replace(/^Always (the )?/, '').replace(/[“”]/g, ''),
  dash: DASHES[i % DASHES.length],
}));

export const isBaseline = (metric) => BASELINES.some((baseline) => baseline.metric === metric);
