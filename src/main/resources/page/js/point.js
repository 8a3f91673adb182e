// Shows one point in a dialog: its fields, each learner's answers then and now, and why.

import { amountOf, distance, hasAmounts, interval, isOutside } from '/js/amounts.js';
import { sharesOf, standing } from '/js/ask.js';
import { brief, chip, nameOf } from '/js/classes.js';
import { bar, dialog } from '/js/panel.js';
import { showWhy } from '/js/why.js';
import { amount, make, percent, timeOf, toCome } from '/js/format.js';

const FIELDS = 500; // The greatest number of fields shown.

let sheet = null;
let asked = 0;

/**
 * Opens the dialog of the point at a partition-offset.
 * @param known makes what is known of the point anyway, shown if it is too old
 */
export async function openPoint(store, at, known = () => '') {
  sheet ??= dialog('point');
  const { element, title, body } = sheet;
  title.textContent = 'Point';
  body.replaceChildren(make('p', 'hint', 'Asking …'));
  if (!element.open) element.showModal();
  const turn = ++asked;
  const { status, body: point } = await store.ask(`/api/points/${encodeURIComponent(at)}`);
  if (turn !== asked) return;
  if (!point) {
    body.replaceChildren(known(), make('p', 'none', status === 404
      ? 'Only recent points can be shown whole, and this one is too old.'
      : 'There was no answer. Close this and try again.'));
    return;
  }
  title.textContent = `Point ${brief(point.id ?? at, 60)}`;
  title.title = point.id ?? '';
  body.replaceChildren(...contents(store, point));
}

function contents(store, point) {
  const names = store.classes();
  const lead = make('p', 'lead-line');
  lead.append(make('span', 'hint', timeOf(point)));
  if (point.label === null) lead.append(make('span', 'hint', `label ${toCome()}`));
  else lead.append(make('span', 'hint', 'label'), hasAmounts(store) ? make('b', '', amount(point.label)) : chip(nameOf(point.label), names, 60));
  const why = make('div', 'why');
  const now = new Map((point.now ?? []).map((answer) => [answer.learner, answer]));
  const ids = [...new Set([store.focus, ...store.learners.keys(), ...now.keys()])]
    .filter((id) => id !== null);
  const chosen = now.get(store.focus)?.why ? store.focus : ids.find((id) => now.get(id)?.why);
  const choose = (id) => showWhy(why, now.get(id), point);
  if (chosen) choose(chosen);
  else {
    const reason = now.get(store.focus)?.reason ?? (point.now ? 'no learner can answer now' : 'no learner has answered');
    why.append(make('p', 'hint', `No explanation: ${reason}.`));
  }
  const answers = make('div');
  answers.append(part('Answers', answersTable(store, point, { ids, now, chosen, choose })), why);
  const fields = make('div');
  fields.append(part('Fields', fieldsTable(point)), record(point));
  const both = make('div', 'point-body');
  both.append(answers, fields);
  return [lead, both];
}

function part(title, ...elements) {
  const section = make('section');
  section.append(make('h3', '', title), ...elements);
  return section;
}

function fieldsTable({ fields }) {
  const table = make('table', 'plain values');
  for (const [name, value] of fields.slice(0, FIELDS)) {
    const row = make('tr');
    const th = make('th', '', name);
    th.scope = 'row';
    row.append(th, make('td', value === null ? 'missing' : '', value === null ? 'missing' : String(value)));
    table.append(row);
  }
  const scroll = make('div', 'scroll tall');
  scroll.tabIndex = 0;
  scroll.append(table);
  if (fields.length > FIELDS) scroll.append(make('p', 'hint', `and ${fields.length - FIELDS} more`));
  return scroll;
}

function record(point) {
  const details = make('details', 'record');
  details.append(make('summary', '', 'The record as it came'), make('pre', '', point.record ?? ''));
  return details;
}

function answersTable(store, point, { ids, now, chosen, choose }) {
  const table = make('table', 'plain answers');
  const head = make('tr');
  for (const text of ['Why of', 'then', 'now']) {
    const th = make('th', '', text);
    th.scope = 'col';
    head.append(th);
  }
  head.children[1].title = 'What it answered when the point came, before it learned from it';
  const last = [...now.values()].find((answer) => !answer.reason);
  if (last) head.children[2].title = `What it answers now, ${standing(last)}`;
  const rows = ids.map((id) => {
    const row = make('tr');
    const th = make('th');
    th.scope = 'row';
    th.append(choice(id, now.get(id), id === chosen, () => choose(id)));
    row.append(th,
      answerCell(thenOf(point, id), store, point, 'Its predictions are not on the topic'),
      answerCell(nowOf(store, now.get(id), id), store, point, now.get(id)?.reason ?? 'No answer'));
    return row;
  });
  table.append(head, ...rows);
  const scroll = make('div', 'scroll');
  scroll.append(table);
  return scroll;
}

function choice(id, answer, isChosen, onChoice) {
  const label = make('label', 'check');
  const input = make('input');
  Object.assign(input, { type: 'radio', name: 'why-of', checked: isChosen, disabled: !answer?.why });
  input.addEventListener('change', onChoice);
  const text = make('span', '', brief(id));
  text.title = id;
  label.append(input, text);
  return label;
}

function thenOf(point, id) {
  const was = point.was?.[id];
  if (amountOf(was)) return was;
  if (!was || was.c === null) return null;
  return { name: nameOf(was.c), p: was.q, all: was.top ?? [] };
}

function nowOf(store, answer, id) {
  if (amountOf(answer)) return answer;
  const shares = answer && !answer.reason ? sharesOf(answer, store.learners.get(id)?.classes) : [];
  return shares.length === 0 ? null : { name: shares[0][0], p: shares[0][1], all: shares };
}

function answerCell(said, store, point, none) {
  const cell = make('td');
  if (!said) {
    const dash = make('span', 'hint', '–');
    dash.title = none;
    dash.append(make('span', 'unseen', none));
    cell.append(dash);
    return cell;
  }
  if (amountOf(said)) {
    cell.append(amountLine(said, point.label));
    return cell;
  }
  const line = make('span', 'answer');
  line.title = said.all.map(([name, p]) => `${nameOf(name)}: ${percent(p)}`).join('\n');
  line.append(markOf(said.name, point.label), chip(said.name, store.classes()), bar(said.p), make('span', 'figure', percent(said.p)));
  cell.append(line);
  return cell;
}

/** Tells an amount, how far it is off, and its interval. */
function amountLine(said, label) {
  const line = make('span', 'amount');
  line.append(make('b', '', amount(said.amount)));
  if (label !== null) line.append(make('span', 'hint', distance(said.amount, label)));
  if (Number.isFinite(said.lower)) line.append(make('span', isOutside(said, label) ? 'hint outside' : 'hint', interval(said)));
  return line;
}

/** Makes a sign for right or wrong, which screen readers read as a word; empty without a label. */
export function markOf(name, label) {
  const isRight = label !== null && nameOf(label) === name;
  const text = label === null ? '' : isRight ? '✓' : '✗';
  const mark = make('span', label === null ? 'verdict' : `verdict ${isRight ? 'is-right' : 'is-wrong'}`, text);
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', label === null ? `label ${toCome()}` : isRight ? 'right' : 'wrong');
  return mark;
}
