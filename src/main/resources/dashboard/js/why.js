// Why a learner answers as it does: how far each field speaks for the answer or against it.

import { brief, nameOf } from '/js/classes.js';
import { make } from '/js/format.js';

const SHOWN = 12;
const REST = '(others)';

/** Words for what the bars measure, by what the server says they are of. */
const MEASURES = {
  logit: 'Terms of the logit of its answer.',
  probability: 'How many percentage points of its probability would be lost without the field.',
};

/**
 * Fills the host with bars to the right, for the answer, and to the left, against it.
 * @param answer of /api/predict with why
 * @param point whose values stand beside the fields
 */
export function showWhy(host, answer, point) {
  const label = answer.prediction === null ? '' : brief(nameOf(answer.prediction));
  const title = make('h3', '', `Why ${brief(answer.learner)} says ${label}`);
  const values = new Map(point.fields.map(([name, value]) => [name, value]));
  const terms = shortened(Object.entries(answer.why));
  const most = Math.max(...terms.map(([, value]) => Math.abs(value)), Number.MIN_VALUE);
  const table = make('table', 'plain bars');
  table.append(...terms.map((term) => line(term, most, answer.of, values)));
  host.replaceChildren(title, make('p', 'hint', MEASURES[answer.of] ?? ''));
  host.append(terms.length === 0 ? make('p', 'hint', 'No field changes its answer.') : table);
}

/** The largest first, and the small ones together. */
function shortened(entries) {
  const isRest = ([name]) => name === REST;
  const sorted = entries.filter((entry) => !isRest(entry) && entry[1] !== 0)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const more = sorted.slice(SHOWN).concat(entries.filter(isRest));
  const rest = more.reduce((sum, [, value]) => sum + value, 0);
  return [...sorted.slice(0, SHOWN), ...(more.length > 0 ? [[REST, rest]] : [])];
}

function line([name, value], most, of, values) {
  const row = make('tr');
  const th = make('th', '', brief(name, 32));
  th.scope = 'row';
  th.title = name;
  const has = values.has(name);
  const given = values.get(name);
  const cell = make('td', 'given', !has ? '' : given === null ? 'missing' : brief(String(given), 18));
  if (has) cell.title = String(given);
  const room = make('span', `push ${value < 0 ? 'against' : 'towards'}`);
  const length = make('span');
  length.style.width = `${50 * Math.abs(value) / most}%`;
  room.append(length);
  const bars = make('td', 'push-cell');
  bars.setAttribute('aria-hidden', 'true');
  bars.append(room);
  row.append(th, cell, bars, make('td', 'figure', amount(value, of)));
  return row;
}

/** Logits as they are; probabilities in percentage points. */
function amount(value, of) {
  const size = Math.abs(of === 'probability' ? value * 100 : value);
  const text = size.toFixed(size < 10 ? 2 : 1);
  return `${value < 0 ? '−' : '+'}${text}`;
}
