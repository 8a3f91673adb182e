// A row of the latest points: its time, the prediction, and whether it was right.

import { brief, chip, nameOf } from '/js/classes.js';
import { bar } from '/js/panel.js';
import { markOf } from '/js/point.js';
import { countsRows, make, moment, percent, timeOf } from '/js/format.js';

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

/** Returns whether the answer differs from the label, if both exist. */
export function isWrong(point, learner) {
  const { said } = answerOf(point, learner);
  return Boolean(said) && point.label !== null && (said.c === null || nameOf(said.c) !== nameOf(point.label));
}

/** Returns the probability of the class predicted; of two classes, that of the positive one if it is named. */
export const shareOf = ({ c, q }, positive) =>
  (positive === null || c === null || q === null || nameOf(c) === positive ? q : 1 - q);

/** Makes a row of the table. */
export function row(point, learner, names, positive = null) {
  const element = make('tr', isWrong(point, learner) ? 'wrong-row' : '');
  element.dataset.at = point.at;
  element.tabIndex = 0;
  const { said } = answerOf(point, learner);
  const text = make('td', 'text', point.id === null ? point.text : `${point.id}  ${point.text}`);
  text.title = point.text;
  const prediction = make('td');
  if (said && said.c !== null) prediction.append(chip(nameOf(said.c), names));
  else prediction.append(make('span', 'hint', said ? 'none yet' : 'not published'));
  const share = make('td', 'probability');
  const p = said ? shareOf(said, positive) : null;
  if (Number.isFinite(p)) share.append(bar(p), make('span', 'figure', percent(p)));
  const label = make('td');
  label.append(point.label === null
    ? make('span', 'hint', 'to come') : chip(nameOf(point.label), names));
  const mark = make('td');
  if (said && said.c !== null) mark.append(markOf(nameOf(said.c), point.label));
  const at = timeOf(point);
  const when = make('td', 'hint', countsRows() ? at.replace('row ', '') : moment(point.time / 1000, 1));
  when.title = at;
  element.append(when, text, prediction, share, label, mark);
  return element;
}
