// The scores of each learner over time, in bounded memory.

const SCORES = 3000;

/** Returns at most SCORES scores: if there are more, it merges the older half in pairs. */
function bounded(scores) {
  if (scores.length <= SCORES) return scores;
  const older = [];
  for (let i = 0; i + 1 < SCORES / 2; i += 2) {
    const [before, after] = [scores[i], scores[i + 1]];
    older.push([after[0], after[1], means(before[2], after[2]), after[3]]);
  }
  return older.concat(scores.slice(SCORES / 2));
}

/** Returns the mean scores of two windows; an undefined score does not count. */
const means = (before, after) => after.map((value, i) => {
  const other = before[i] ?? null;
  return other === null || value === null ? value ?? other : (value + other) / 2;
});

/**
 * Adds new scores.
 * @param known id → [[time ms, labelled, [window score …], [faded score …]], …]; changed in place
 * @param history the same, as an object
 * @return whether there were new ones
 */
export function addHistory(known, history) {
  let changed = false;
  for (const [id, scores] of Object.entries(history)) {
    const before = known.get(id) ?? [];
    const last = before.length === 0 ? -Infinity : before[before.length - 1][0];
    const fresh = scores.filter((score) => score[0] > last);
    if (fresh.length > 0 || !known.has(id)) known.set(id, bounded(before.concat(fresh)));
    changed = changed || fresh.length > 0;
  }
  return changed;
}
