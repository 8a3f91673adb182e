// The learners as a table that sorts: a row each, and below them what guessing would reach.

import { swatchOf } from '/js/theme.js';
import { fadedError } from '/js/summary.js';
import { Details } from '/js/details.js';
import { arrange, cost, fixed, make, percent, score, setText, small } from '/js/format.js';

/** So long between two times that the rows change places, so that they can be read. */
const SETTLE_MS = 2000;

/** Which end of a column is the better one. */
const [LOW, HIGH] = [1, -1];

const COLUMNS = [
  { key: 'name', name: 'Learner', better: LOW },
  { key: 'accuracy', name: 'Accuracy', better: HIGH, title: 'Share of the points predicted rightly; with its standard error' },
  { key: 'cost', name: 'Cost', better: LOW, title: 'Mean cross-entropy, in nats: the less, the better' },
  { key: 'kappa', name: 'Kappa', better: HIGH, title: 'How far from guessing by the frequencies of the classes (0) to all right (1)' },
  { key: 'kappa-temporal', name: 'Kappa temporal', better: HIGH, title: 'How far from always saying the last label (0) to all right (1)' },
  { key: 'macro-f1', name: 'Macro F1', better: HIGH, title: 'Mean over the classes of the harmonic mean of precision and recall' },
  { key: 'auc', name: 'AUC', better: HIGH, title: 'Area under the ROC curve, of two classes' },
  { key: 'weight', name: 'Weight', better: HIGH, title: 'How much of the blend’s answers it is; below 0 the blend says the contrary' },
  { key: 'micros', name: 'µs a point', better: LOW, title: 'Time to predict a point and to learn from it' },
];

/** Those that the table shows, so that the details need not. */
export const SHOWN = new Set(['n', 'last-label', 'majority', ...COLUMNS.map(({ key }) => key)]);

const BASELINES = [
  ['last-label', 'always “same as last”'],
  ['majority', 'always the most frequent'],
];

const chosenScope = () => document.querySelector('#scope input:checked').value;

export class Learners {
  constructor(store) {
    this.store = store;
    this.rows = new Map(); // id → row
    this.sort = { key: 'accuracy', direction: HIGH };
    this.sortedAt = 0;
    this.build();
    for (const input of document.querySelectorAll('#scope input')) {
      input.addEventListener('change', () => this.refresh());
    }
  }

  build() {
    const table = make('table');
    const head = make('tr');
    head.append(titled(make('th'), 'Curve', 'Whether its curve is shown'));
    this.heads = COLUMNS.map((column) => this.head(column));
    head.append(...this.heads, titled(make('th'), 'Details'));
    const top = make('thead');
    top.append(head);
    this.body = make('tbody');
    this.foot = make('tbody');
    this.baselines = BASELINES.map(([metric, name]) => ({ metric, ...baselineRow(name) }));
    this.foot.append(...this.baselines.map(({ element }) => element));
    table.append(top, this.body, this.foot);
    document.getElementById('learners-table').append(table);
  }

  head({ key, name, title }) {
    const element = make('th', key);
    element.scope = 'col';
    const button = make('button', '', name);
    button.type = 'button';
    if (title) button.title = title;
    button.addEventListener('click', () => this.sortBy(key));
    element.append(button);
    return element;
  }

  /** Sorts by a column, the better ones first; once more, the other way round. */
  sortBy(key) {
    const { better } = COLUMNS.find((column) => column.key === key);
    const direction = this.sort.key === key ? -this.sort.direction : better;
    this.sort = { key, direction };
    this.refresh();
  }

  /** After a choice: the rows change places at once. */
  refresh() {
    this.sortedAt = 0;
    this.update({ all: true });
  }

  update(changed) {
    if (!(changed.all || changed.learners || changed.focus || changed.shown)) return;
    document.getElementById('learners').hidden = this.store.learners.size === 0;
    this.values = this.read();
    this.keep();
    this.columns();
    const best = this.best();
    const { focus, shownLearners } = this.store;
    for (const [id, row] of this.rows) {
      row.fill(this.store.learners.get(id), this.values.get(id), best);
      row.choose(id === focus, shownLearners.has(id));
    }
    this.fillBaselines(this.store.learners.get(focus));
    this.place();
  }

  recolour() {
    for (const [id, row] of this.rows) row.recolour(swatchOf(this.store, id));
  }

  /** What the columns show, by id and key. */
  read() {
    const weights = this.store.weights();
    const scope = chosenScope();
    return new Map([...this.store.learners].map(([id, learner]) => [id, {
      ...learner.scores?.[scope], name: id, weight: weights.get(id), micros: learner.micros,
    }]));
  }

  /** A row for each learner. */
  keep() {
    const ids = [...this.store.learners.keys()];
    if (ids.join('\n') === [...this.rows.keys()].join('\n')) return;
    const before = this.rows;
    this.rows = new Map(ids.map((id) => [id, before.get(id) ?? new Row(this.store, id)]));
    this.sortedAt = 0;
    this.recolour();
  }

  /** Columns in which nobody has a value are not there: AUC with three classes, weights without a blend. */
  columns() {
    const values = [...this.values.values()];
    COLUMNS.forEach(({ key }, i) => {
      const isSorted = this.sort.key === key;
      const sorted = this.sort.direction === LOW ? 'ascending' : 'descending';
      if (isSorted) this.heads[i].setAttribute('aria-sort', sorted);
      else this.heads[i].removeAttribute('aria-sort');
      if (key === 'name') return;
      const isEmpty = key !== 'accuracy' && !values.some((value) => Number.isFinite(value[key]));
      this.heads[i].hidden = isEmpty;
      for (const row of [...this.rows.values(), ...this.baselines]) row.cells.get(key).hidden = isEmpty;
    });
  }

  /** The best text of each column, in which all of the best agree; weights have none. */
  best() {
    return new Map(COLUMNS.filter(({ key }) => key !== 'name' && key !== 'weight').map(({ key, better }) => {
      const all = [...this.values.values()].map((value) => value[key]).filter(Number.isFinite);
      return [key, all.length < 2 ? null : text(key, better === LOW ? Math.min(...all) : Math.max(...all))];
    }));
  }

  /** Of the points of the learner in focus. */
  fillBaselines(learner) {
    const scores = learner?.scores?.[chosenScope()];
    for (const { metric, cells, element } of this.baselines) {
      element.hidden = !Number.isFinite(scores?.[metric]);
      setText(cells.get('accuracy').firstChild, percent(scores?.[metric]));
    }
  }

  /** Puts the rows in order; not while somebody points at one or is in one. */
  place() {
    const now = Date.now();
    const isUsed = this.body.matches(':hover') || this.body.contains(document.activeElement);
    if (this.sortedAt > 0 && (isUsed || now - this.sortedAt < SETTLE_MS)) {
      this.arrange([...this.body.children].map((element) => element.dataset.learner));
      return;
    }
    this.sortedAt = now;
    const { key, direction } = this.sort;
    this.arrange([...this.values.keys()].sort((a, b) =>
      compare(this.values.get(a)[key], this.values.get(b)[key], direction)));
  }

  arrange(ids) {
    const rows = [...new Set(ids)].map((id) => this.rows.get(id)).filter(Boolean);
    arrange(this.body, rows.flatMap(({ element, details }) =>
      (details.isOpen ? [element, details.element] : [element])));
  }
}

/** Whoever has no value is last, either way. */
function compare(a, b, direction) {
  const [hasA, hasB] = [a, b].map((value) => typeof value === 'string' || Number.isFinite(value));
  if (!hasA || !hasB) return Number(hasB) - Number(hasA);
  return direction * (typeof a === 'string' ? a.localeCompare(b) : a - b);
}

function text(key, value) {
  if (!Number.isFinite(value)) return '–';
  if (key === 'micros') return value >= 10 ? value.toFixed(0) : value.toFixed(1);
  if (key === 'weight') return fixed(value, 3);
  return key === 'cost' ? cost(value) : score(key, value);
}

const titled = (cell, name, title = name) => {
  cell.append(make('span', 'unseen', name));
  cell.title = title;
  return cell;
};

function cellsOf() {
  return new Map(COLUMNS.filter(({ key }) => key !== 'name').map(({ key }) => {
    const cell = make('td', key);
    cell.append(make('span', '', ''), ...(key === 'accuracy' ? [make('small')] : []));
    return [key, cell];
  }));
}

function baselineRow(name) {
  const element = make('tr', 'baseline');
  const cells = cellsOf();
  const head = make('th', 'name', name);
  head.scope = 'row';
  element.append(make('td'), head, ...cells.values(), make('td'));
  return { element, cells };
}

/** What a learner is, in a few words. */
export function shape(learner) {
  const outputs = learner.classes.length > 2 ? learner.classes.length : 1;
  const names = {
    logistic: 'logistic regression',
    neighbours: learner.settings?.k === 1 ? 'nearest point' : `${learner.settings?.k ?? ''} nearest points`,
    'label-chain': 'what follows the last labels',
    prior: 'frequencies of the classes',
    network: `${learner.features}–${learner.hidden}–${outputs} network`,
    blend: `blend of ${Object.keys(learner.weights ?? {}).length}`,
  };
  const optimiser = learner.settings?.optimiser;
  return [names[learner.kind] ?? learner.kind, optimiser && rule(learner.settings)]
    .filter(Boolean).join(', ');
}

function rule({ optimiser, learningRate }) {
  const name = { adam: 'Adam', adagrad: 'AdaGrad' }[optimiser] ?? String(optimiser).replaceAll('-', ' ');
  return `${name} ${small(learningRate)}`;
}

/** The standard error of the accuracy that is shown. */
function error({ accuracy, n }) {
  if (!Number.isFinite(accuracy) || !(n > 0)) return '';
  const isFaded = chosenScope() === 'faded';
  const value = isFaded ? fadedError(accuracy, n) : Math.sqrt((accuracy * (1 - accuracy)) / n);
  return `±${(value * 100).toFixed(1)}`;
}

/** A learner's row, and the details that it opens. */
class Row {
  constructor(store, id) {
    this.element = make('tr', 'learner');
    this.element.dataset.learner = id;
    this.cells = cellsOf();
    this.details = new Details(id, 3 + COLUMNS.length);
    this.shown = make('input');
    this.shown.type = 'checkbox';
    this.shown.setAttribute('aria-label', `Curve of ${id}`);
    this.shown.addEventListener('change', () => store.show(id, this.shown.checked));
    const show = make('td');
    show.append(this.shown);
    const more = make('td');
    more.append(this.opener(id));
    this.bar = make('i');
    this.weight = make('div');
    const weight = this.cells.get('weight');
    this.weight.append(weight.firstChild, this.bar);
    weight.append(this.weight);
    this.element.append(show, this.head(id), ...this.cells.values(), more);
    this.element.addEventListener('click', (event) => {
      if (!event.target.closest('input, .more')) store.chooseFocus(id);
    });
  }

  head(id) {
    const head = make('th', 'name');
    head.scope = 'row';
    this.mark = make('span', 'mark');
    this.name = make('button', '', id);
    this.name.type = 'button';
    this.name.title = id;
    this.what = make('small');
    const line = make('div');
    line.append(this.mark, this.name, this.what);
    head.append(line);
    return head;
  }

  opener(id) {
    const button = make('button', 'more', '▸');
    button.type = 'button';
    button.setAttribute('aria-label', `Details of ${id}`);
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', () => {
      const isOpen = !this.details.isOpen;
      this.details.open(isOpen);
      button.textContent = isOpen ? '▾' : '▸';
      button.setAttribute('aria-expanded', String(isOpen));
      if (isOpen) this.element.after(this.details.element);
      else this.details.element.remove();
    });
    return button;
  }

  recolour(swatch) {
    this.mark.replaceChildren(swatch);
  }

  choose(isFocus, isShown) {
    this.element.classList.toggle('focus', isFocus);
    this.element.classList.toggle('shown', isShown);
    this.name.setAttribute('aria-pressed', String(isFocus));
    this.shown.checked = isShown;
  }

  fill(learner, values, best) {
    setText(this.what, shape(learner));
    this.what.title = this.what.textContent;
    for (const [key, cell] of this.cells) {
      const shown = text(key, values[key]);
      const host = key === 'weight' ? this.weight.firstChild : cell.firstChild;
      setText(host, shown);
      cell.classList.toggle('best', shown !== '–' && shown === best.get(key));
    }
    setText(this.cells.get('accuracy').lastChild, error(values));
    this.bar.hidden = !Number.isFinite(values.weight);
    this.bar.style.setProperty('--share', `${Math.max(0, Math.min(1, values.weight ?? 0)) * 100}%`);
    this.details.take(learner);
  }
}
