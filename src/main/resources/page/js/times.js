// The times of scores, and the gaps in which nothing was learned.

/** A gap is at least this long, and at least this many usual steps. */
const GAP_MS = 10000;
const GAP_STEPS = 5;
const AROUND = 10;

/** A later score comes from a wrong clock; the charts do not extend to it. */
const AHEAD_MS = 3600000;

/** Returns all times of these histories, in order. */
export const timesOf = (histories) =>
  [...new Set(histories.flatMap((rows) => rows.map((row) => row[0])))].sort((a, b) => a - b);

/** Returns the latest possible time. */
export function newestOf(times) {
  const possible = times.filter((time) => time <= Date.now() + AHEAD_MS);
  return (possible.length > 0 ? possible : times).at(-1);
}

/**
 * Returns the gaps between times, each {from, to}. Older scores are merged and farther apart, so the
 * usual step is the median of the steps around.
 */
export function gapsIn(times) {
  const step = (i) => times[i + 1] - times[i];
  const isGap = (i) => {
    if (step(i) <= GAP_MS) return false;
    const start = Math.max(0, i - AROUND);
    const end = Math.min(times.length - 2, i + AROUND);
    const around = Array.from({ length: end - start + 1 }, (_, k) => step(start + k))
      .sort((a, b) => a - b);
    return step(i) > GAP_STEPS * around[(around.length - 1) >> 1];
  };
  return times.flatMap((from, i) =>
    (i + 1 < times.length && isGap(i) ? [{ from, to: times[i + 1] }] : []));
}

/** Returns the value of a line at a time, in seconds; where the line goes on without a score, the one before. */
export function lately(times, scores, at) {
  let before = at;
  while (scores[before] === undefined && before > 0) before -= 1;
  let after = at;
  while (scores[after] === undefined && after < times.length - 1) after += 1;
  const goesOn = Number.isFinite(scores[after]) || times[at] - times[before] <= GAP_MS / 1000;
  return goesOn ? scores[before] : undefined;
}
