// The baselines: scores of guessing, shown beside those of the learners.

import { METRICS } from '/js/metrics.js';

const DASHES = [[2, 3], [8, 4], [4, 4]];

/** The metrics of amounts that have baselines; of classes it is the accuracy. */
const OF_AMOUNTS = ['mae', 'rmse'];

/** Each has its metric, that of learners beside it, its name in a sentence, and the name and dash of its line on a chart. */
export const BASELINES = METRICS.filter(({ shown }) => shown === 'BASELINE').map(({ name, title }, i) => ({
  metric: name,
  beside: OF_AMOUNTS.find((metric) => name.endsWith(`-${metric}`)) ?? 'accuracy',
  name: (title.charAt(0).toLowerCase() + title.slice(1)).replace(/^.* of /, ''),
  line: title.replace(/^(Always (the )?|.* of )/, '').replace(/[“”]/g, ''),
  dash: DASHES[i % DASHES.length],
}));

/** Returns those that compare with a metric of learners. */
export const baselinesOf = (metric) => BASELINES.filter(({ beside }) => beside === metric);

export const isBaseline = (metric) => BASELINES.some((baseline) => baseline.metric === metric);
