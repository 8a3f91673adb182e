// Finds the greatest fall of a learner's accuracy, if it is more than chance.

import { fadedError } from '/js/errors.js';
import { percent } from '/js/format.js';

/** Smaller falls, in standard errors or in accuracy, happen by chance in long runs. */
const ERRORS = 8;
const LEAST = 0.02;

/** With fewer labels a faded accuracy still moves much. */
const SETTLED = 1000;

/** Returns a mark at the bottom of the learner's fall; null without a fall. */
export function fallOf({ history, metrics }, id) {
  const column = metrics.indexOf('accuracy');
  const rows = (history.get(id) ?? [])
    .filter((row) => row[1] >= SETTLED && Number.isFinite(row[3]?.[column]));
  let top = -Infinity;
  let worst = { fall: 0 };
  for (const row of rows) {
    const accuracy = row[3][column];
    top = Math.max(top, accuracy);
    if (top - accuracy > worst.fall) worst = { fall: top - accuracy, from: top, to: accuracy, time: row[0] };
  }
  const { fall, from, to, time } = worst;
  if (!(fall > LEAST) || fall < ERRORS * fadedError(from, SETTLED)) return null;
  return { time, kind: 'fall', text: `accuracy of ${id} had fallen from ${percent(from)} to ${percent(to)}` };
}
