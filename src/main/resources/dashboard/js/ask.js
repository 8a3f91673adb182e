// What the page asks the server: where the points lie, and what the learners predict there.

import { brief, nameOf } from '/js/classes.js';
import { coordinate, percent } from '/js/format.js';

const WAIT_MS = 5000;

/** A picture has so many places along an axis, and costs so many multiplications at most. */
const FINEST = 64;
const BUDGET = 5e6;

/** What the server answers; null if it does not, of which the connection's state tells. */
async function json(path, options) {
  try {
    const answer = await fetch(path, { ...options, signal: AbortSignal.timeout(WAIT_MS) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Whether a learner can be asked about any place: it publishes a model, and has seen a label. */
export const hasModel = (learner) => learner?.model && learner.classes.length > 0;

/** The plane of two features; where it lay before, as long as that shows the points well. */
export const askView = ([x, y], before) => json(`/api/view?${new URLSearchParams({
  x, y, ...(before && { low: before.low, high: before.high }),
})}`);

/** What a learner with a model predicts over a plane; coarser for a large one, which is slower. */
export function askField({ id, size }, { first, second, low, high }) {
  const places = Math.floor(Math.sqrt(BUDGET / Math.max(1, size)));
  const resolution = Math.max(8, Math.min(FINEST, places));
  return json(`/api/field?${new URLSearchParams({
    learner: id, resolution, x: first, y: second, low, high,
  })}`);
}

/**
 * Asks every learner about a place.
 * @param place [right, up] on the plane, 0 to 1
 * @returns null if there is no answer, else a function of a summary: {text: how probable the positive one of two classes is, else
 *   the most probable one, all: every class}
 */
export async function askAbout(learners, view, place) {
  const [x, y] = place.map((share, axis) =>
    view.low[axis] + share * (view.high[axis] - view.low[axis]));
  const features = [...view.centre];
  features[view.second] = y;
  features[view.first] = x;
  const here = (view.first === view.second ? [x] : [x, y]).map(coordinate).join(', ');
  const canAny = learners.some((one) => hasModel(one) && one.features === features.length);
  const answers = canAny ? await json('/api/predict', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ features }),
  }) : [];
  return answers && ((learner) => said(answers.find((answer) => answer.learner === learner.id), learner, here));
}

function said(answer, learner, here) {
  if (!answer || !hasModel(learner)) return { text: 'no model to be asked', all: '' };
  const shares = answer.probabilities ?? ofTwo(answer, learner);
  const order = Object.keys(shares).sort((a, b) => shares[b] - shares[a]);
  const shown = answer.probabilities ? order[0] : nameOf(answer.positive ?? 1);
  return {
    text: `Label ${brief(shown)} at (${here}): ${percent(shares[shown])}`,
    all: order.map((name) => `${name}: ${percent(shares[name])}`).join('\n'),
  };
}

function ofTwo({ probability, positive }, { classes }) {
  const isPositive = (name) => name === nameOf(positive ?? 1);
  return Object.fromEntries(classes.map(nameOf).map((name) =>
    [name, isPositive(name) ? probability : 1 - probability]));
}
