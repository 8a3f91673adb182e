// A row of the latest points: its time, the prediction, and whether it was right.

import { amountOf, distance, interval, isOutside } from '/js/amounts.js';
import { brief, chip, nameOf } from '/js/classes.js';
import { bar } from '/js/panel.js';
import { markOf } from '/js/point.js';
import { amount, countsRows, make, moment, percent, timeOf, toCome } from '/js/format.js';

/** Returns the answer of the learner, or else of one that publishes its answers. */
export function answerOf(point, learner) {
  const own = point.p?.[learner];
  if (own) return { said: own, by: learner };
  const [by, said] = Object.entries(point.p ?? {})[0] ?? [null, null];
  return { said, by };
}

/** Says whose predictions are shown: those of the focus, or of a learner that publishes them. */
export function whose(focus, by) {
  if (focus === null) return '';
  return by === null || by === undefined || by === focus
    ? `Predictions of ${brief(focus)}, before it learned from the point.`
    : `Predictions of ${brief(by)}; those of ${brief(focus)} are not on the topic.`;
}

/** Returns whether the answer differs from the label, if both exist; of an amount, whether the label lies outside of its interval. */
export function isWrong(point, learner) {
  const { said } = answerOf(point, learner);
  if (amountOf(said)) return point.label !== null && isOutside(said, point.label);
  return Boolean(said) && point.label !== null && (said.c === null || nameOf(said.c) !== nameOf(point.label));
}

/** Returns the probability of the class predicted; of two classes, that of the positive one if it is named. */
export const shareOf = ({ c, q }, positive) =>
  (positive === null || c === null || q === null || nameOf(c) === positive ? q : 1 - q);

/** Makes a row of the table. */
export function row(point, learner, names, positive = null) {
  const { said } = answerOf(point, learner);
  const prediction = make('td');
  if (said && said.c !== null) prediction.append(chip(nameOf(said.c), names));
  else prediction.append(make('span', 'hint', said ? 'none yet' : 'not published'));
  const share = make('td', 'probability');
  const p = said ? shareOf(said, positive) : null;
  if (Number.isFinite(p)) share.append(bar(p), make('span', 'figure', percent(p)));
  const label = make('td');
  label.append(point.label === null
    ? make('span', 'hint', toCome()) : chip(nameOf(point.label), names));
  const mark = make('td');
  if (said && said.c !== null) mark.append(markOf(nameOf(said.c), point.label));
  return rowOf(point, learner, [prediction, share, label, mark]);
}

/** Makes a row of the table where labels are amounts. */
export function amountRow(point, learner) {
  const { said } = answerOf(point, learner);
  const of = amountOf(said);
  const isKnown = point.label !== null;
  const prediction = make('td', of ? 'figure' : 'hint', of ? amount(of.amount) : said ? 'none yet' : 'not published');
  const label = make('td', isKnown ? 'figure' : 'figure hint', isKnown ? amount(point.label) : toCome());
  const off = make('td', 'figure', of && isKnown ? distance(of.amount, point.label) : '');
  if (isWrong(point, learner)) {
    off.classList.add('outside');
    off.append(make('span', 'unseen', ', outside of the interval'));
  }
  const within = make('td', 'figure hint', of ? interval(of) : '');
  within.title = within.textContent;
  return rowOf(point, learner, [prediction, within, label, off]);
}

/** Makes a row: the time and the point, and what was said of it. */
function rowOf(point, learner, cells) {
  const element = make('tr', isWrong(point, learner) ? 'wrong-row' : '');
  element.dataset.at = point.at;
  element.tabIndex = 0;
  const text = make('td', 'text', point.id === null ? point.text : `${point.id}  ${point.text}`);
  text.title = point.text;
  const at = timeOf(point);
  const when = make('td', 'hint', countsRows() ? at.replace('row ', '') : moment(point.time / 1000, 1));
  when.title = at;
  element.append(when, text, ...cells);
  return element;
}
