// Asks the server about a plane and a place on it, and reads the answers.

import { amountOf, interval } from '/js/amounts.js';
import { brief, nameOf } from '/js/classes.js';
import { amount, coordinate, count, percent } from '/js/format.js';
import { admitted } from '/js/login.js';

const FIELD_WAIT_MS = 10000;

/** Asks what a learner predicts over a plane: {answer, error}, one of them null. */
export async function askField(store, learner, { x, y, low, high }, resolution) {
  const query = new URLSearchParams({ learner, x, y, low, high, resolution });
  try {
    const answer = await fetch(
      store.api(`/api/field?${query}`), { signal: AbortSignal.timeout(FIELD_WAIT_MS) });
    if (answer.status === 401) {
      await admitted();
      return { answer: null, error: null };
    }
    const body = await answer.json();
    const error = body.error ?? body.reason ?? null; // The learner may not be ready to answer.
    return { answer: error === null ? body : null, error };
  } catch {
    return { answer: null, error: null }; // The connection's state says so.
  }
}

/** Asks where the recent points lie; keeps the range shown before while the points fit it. */
export const askView = (store, axes, before) => store.json(`/api/view?${new URLSearchParams({
  ...axes, ...(before && { low: before.low, high: before.high }),
})}`);

/** Asks what every learner says of a record with these fields. */
export const askAll = (store, record, why = false) => store.json(`/api/predict?why=${why}`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(record),
});

/** Returns the record of a place on a plane, [right, up], 0 to 1; other numbers are at their mean. */
export function recordAt({ x, y, low, high, centre }, place) {
  const [across, up] = place.map((share, axis) => low[axis] + share * (high[axis] - low[axis]));
  return { ...centre, [y]: up, [x]: across };
}

/**
 * Returns the probabilities of an answer, [[class, p], …], the most probable first.
 * @param classes the learner's classes, which give the name of the other of two
 */
export function sharesOf(answer, classes = []) {
  const { probabilities, probability, positive, prediction } = answer;
  if (probabilities) return Object.entries(probabilities).sort((a, b) => b[1] - a[1]);
  if (probability === undefined || probability === null) return [];
  const one = nameOf(positive ?? 1);
  const other = [prediction, ...classes].map(nameOf).find((name) => name !== one) ?? '(the other)';
  const shares = [[one, probability], [other, 1 - probability]];
  return shares.sort((a, b) => b[1] - a[1]);
}

/** Says in words what a learner predicts at a place: {text, all: every class}. */
export function said(answer, classes) {
  if (!answer) return { text: 'no answer', all: '' };
  if (answer.reason) return { text: 'cannot be asked now', all: answer.reason };
  if (amountOf(answer)) return { text: amount(answer.amount), all: `${interval(answer)}\n${standing(answer)}` };
  const shares = sharesOf(answer, classes);
  if (shares.length === 0) return { text: 'knows no class yet', all: standing(answer) };
  return {
    text: `${brief(shares[0][0])}, ${percent(shares[0][1])}`,
    all: [...shares.map(([name, p]) => `${name}: ${percent(p)}`), standing(answer)].join('\n'),
  };
}

/** Says how far the answering learner had learned, and how long ago. */
export const standing = ({ offset, ageMs }) =>
  `as of offset ${count(offset)}${ageMs > 1000 ? `, ${Math.round(ageMs / 1000)} s ago` : ''}`;

/** Formats a place for people. */
export const placeText = (view, record) =>
  [...new Set([view.x, view.y])].map((field) =>
    `${brief(field)} ${coordinate(record[field])}`).join(', ');
