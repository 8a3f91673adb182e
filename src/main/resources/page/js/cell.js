// Lists the latest points of a cell of the confusion matrix; each opens in full.

import { brief } from '/js/classes.js';
import { dialog } from '/js/panel.js';
import { openPoint } from '/js/point.js';
import { make, percent, timeOf } from '/js/format.js';

let sheet = null;
let asked = 0;

/** Opens the list of points with this label and this prediction of the learner. */
export async function openCell(store, learner, label, prediction) {
  sheet ??= dialog('cell');
  const { element, title, body } = sheet;
  title.textContent = label === prediction
    ? `${brief(label)}, found`
    : `${brief(label)} taken for ${brief(prediction)}`;
  body.replaceChildren(make('p', 'hint', 'Asking …'));
  element.showModal();
  const turn = ++asked;
  const answer = await store.json(`/api/points?${new URLSearchParams({ learner, label, prediction })}`);
  if (turn === asked) body.replaceChildren(...contents(store, learner, answer));
}

function contents(store, learner, answer) {
  if (!answer) return [make('p', 'none', 'There was no answer. Close this and try again.')];
  if (answer.published === false) {
    return [make('p', 'none',
      `The predictions of ${learner} are not on the topic; start with --predictions all to have them there.`)];
  }
  if (answer.points.length === 0) {
    return [make('p', 'none', 'No recent point is of this kind.')];
  }
  const list = make('ul', 'points');
  list.append(...answer.points.map((point) => {
    const item = make('li');
    const button = make('button', 'point-line');
    button.type = 'button';
    const q = point.p?.[learner]?.q;
    button.append(
      make('time', 'hint', timeOf(point)), make('span', 'text', point.text),
      make('span', 'figure', Number.isFinite(q) ? percent(q) : ''));
    button.addEventListener('click', () => openPoint(store, point.at));
    item.append(button);
    return item;
  }));
  return [make('p', 'hint', `The latest, and how sure ${learner} was. Choose one to see why.`), list];
}
