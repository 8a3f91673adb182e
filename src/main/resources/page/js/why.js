// Shows how far each field speaks for a learner's answer or against it.

import { brief, nameOf } from '/js/classes.js';
import { columnInWords } from '/js/keycolumns.js';
import { amount, counted, make } from '/js/format.js';

const SHOWN = 12;
const REST = '(others)';
const BIAS = '(bias)';
const LEAST = 0.005; // Smaller values are not shown,
const LEAST_SHARE = 0.002; // and of amounts those smaller than this share of the largest.

/** What the bars measure, by the server's name for it. */
const MEASURES = {
  logit: 'Terms of the logit of its answer.',
  probability: 'Percentage points by which its probability falls without the field.',
  amount: 'How much the field adds to the amount, or takes off it, in the unit of the label.',
  sum: 'Terms of the amount, in the unit of the label.',
};

/**
 * Fills the host with bars to the right, for the answer, and to the left, against it.
 * @param answer an answer of /api/predict with why
 * @param point the point with the values of the fields
 */
export function showWhy(host, answer, point) {
  const of = measureOf(answer);
  const label = isAmount(of) ? amount(answer.amount) : answer.prediction === null ? '' : brief(nameOf(answer.prediction));
  const title = make('h3', '', `Why ${brief(answer.learner)} says ${label}`);
  const values = new Map(point.fields);
  const own = Object.fromEntries(point.fields);
  const { terms, more } = shortened(Object.entries(answer.why), of);
  const most = Math.max(...terms.map(([, value]) => Math.abs(value)), Number.MIN_VALUE);
  const table = make('table', 'plain bars');
  table.append(...terms.map((term) => line(term, most, of, values, own)));
  host.replaceChildren(title, make('p', 'hint', MEASURES[of] ?? ''));
  const none = `No field ${answer.untried ? 'that was tried ' : ''}alone changes it${isAmount(of) ? '' : ' by as much as 0.01'}.`;
  host.append(terms.length === 0 ? make('p', 'hint', none) : table);
  if (more > 0) host.append(make('p', 'hint', `and ${more} more fields that count less`));
  if (answer.untried) host.append(make('p', 'hint', `Not tried, because that would delay learning: ${counted(answer.untried, 'field')}.`));
}

/** Returns what is measured: of an amount, its terms if it has any. */
const measureOf = ({ of, why }) => (of === 'amount' && BIAS in why ? 'sum' : of);
const isAmount = (of) => of === 'amount' || of === 'sum';

/** Returns the visible parts, the largest first; terms of a sum also have a rest. */
function shortened(entries, of) {
  const isRest = ([name]) => name === REST;
  const least = isAmount(of) ? LEAST_SHARE * Math.max(...entries.map(([, value]) => Math.abs(value))) || Infinity : LEAST;
  const sorted = entries.filter((entry) => !isRest(entry) && shown(entry[1], of) >= least)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const terms = sorted.slice(0, SHOWN);
  const after = sorted.slice(SHOWN);
  if (of !== 'logit' && of !== 'sum') return { terms, more: after.length };
  const rest = [...after, ...entries.filter(isRest)].reduce((sum, [, value]) => sum + value, 0);
  return { terms: shown(rest, of) >= least ? [...terms, [REST, rest]] : terms, more: 0 };
}

/** Formats logits as they are, probabilities in percentage points. */
const shown = (value, of) => Math.abs(of === 'probability' ? value * 100 : value);

function line([name, value], most, of, values, own) {
  const row = make('tr');
  const words = columnInWords(name, undefined, own);
  const th = make('th', words ? 'worded' : '', words ?? brief(name, 32));
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
  row.append(th, cell, bars, make('td', 'figure', signed(value, of, most)));
  return row;
}

function signed(value, of, most) {
  if (isAmount(of)) return `${value > 0 ? '+' : ''}${amount(value, most)}`;
  const size = shown(value, of);
  const text = size.toFixed(size < 10 ? 2 : 1);
  return `${value < 0 ? '−' : '+'}${text}`;
}
