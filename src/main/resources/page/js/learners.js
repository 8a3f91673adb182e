// The sortable table of learners: a row for each, and the baselines below.

import { ERROR, hasAmounts, isOfAmounts } from '/js/amounts.js';
import { BASELINES } from '/js/baselines.js';
import { COLUMNS, HIGH, LOW, cellsOf, compare, text } from '/js/columns.js';
import { PRECISION, isRare, positiveShare, ranks, saysLittle } from '/js/rare.js';
import { Row } from '/js/row.js';
import { swatchOf } from '/js/theme.js';
import { arrange, fixed, make, score, setText } from '/js/format.js';

/** The least time between two reorderings, so that the rows can be read. */
const SETTLE_MS = 500;

const chosenScope = () => document.querySelector('#scope input:checked').value;

export class Learners {
  constructor(store) {
    this.store = store;
    this.rows = new Map(); // id → row
    this.sort = { key: 'accuracy', direction: HIGH };
    this.isSorted = false; // Whether somebody has chosen how.
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
    const names = [...new Set(BASELINES.map(({ name }) => name))];
    this.baselines = names.map((name) => ({ own: BASELINES.filter((each) => each.name === name), ...baselineRow(name) }));
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
    element.append(button, ...(ranks(key) ? [make('small')] : []));
    return element;
  }

  /** Sorts by a column, the better first; a second call reverses the order. */
  sortBy(key) {
    const { better } = COLUMNS.find((column) => column.key === key);
    const direction = this.sort.key === key ? -this.sort.direction : better;
    this.sort = { key, direction };
    this.isSorted = true;
    this.refresh();
  }

  /** Sorts the rows at once after a choice. */
  refresh() {
    this.sortedAt = 0;
    this.store.tell({ shown: true }); // The charts follow the order too.
  }

  update(changed) {
    if (!(changed.all || changed.learners || changed.focus || changed.shown)) return;
    document.getElementById('learners').hidden = this.store.learners.size === 0;
    this.isRare = isRare(this.store.learners.get(this.store.focus));
    document.getElementById('learners-table').classList.toggle('of-rare', this.isRare);
    this.hasAmounts = hasAmounts(this.store);
    this.lead();
    this.values = this.read();
    this.keep();
    this.columns();
    const best = this.best();
    const scope = chosenScope();
    const { focus, shownLearners } = this.store;
    for (const [id, row] of this.rows) {
      row.fill(this.store.learners.get(id), { scope, values: this.values.get(id), best });
      row.choose(id === focus, shownLearners.has(id));
    }
    this.fillBaselines(this.store.learners.get(focus));
    this.place();
  }

  /** Sorts by what leads until somebody chooses, or if the chosen column is not there. */
  lead() {
    const { key } = this.sort;
    if (this.isSorted && (!isScore(key) || isOfAmounts(key) === this.hasAmounts)) return;
    this.sort = this.hasAmounts ? { key: ERROR, direction: LOW }
      : { key: this.isRare ? PRECISION : 'accuracy', direction: HIGH };
  }

  recolour() {
    for (const [id, row] of this.rows) row.recolour(swatchOf(this.store, id));
  }

  /** Returns the values of the columns, by id and key. */
  read() {
    const weights = this.store.weights();
    const scope = chosenScope();
    const all = [...this.store.learners.values()];
    this.elsewhere = COLUMNS.map(({ key }) => key).filter((key) => isOnlyTotal(key, scope, all));
    return new Map(all.map(({ id, scores, micros }) => [id, {
      ...scores?.[scope],
      ...Object.fromEntries(this.elsewhere.map((key) => [key, scores?.total?.[key]])),
      name: id,
      weight: weights.get(id),
      micros,
    }]));
  }

  /** Keeps a row for each learner. */
  keep() {
    const ids = [...this.store.learners.keys()];
    if (ids.join('\n') === [...this.rows.keys()].join('\n')) return;
    const before = this.rows;
    this.rows = new Map(ids.map((id) => [id, before.get(id) ?? new Row(this.store, id)]));
    this.sortedAt = 0;
    this.recolour();
  }

  /** Hides columns without values, as AUC with three classes, and those that say little of a rare class, or of none. */
  columns() {
    const of = chosenScope() === 'faded' ? 'last 100 positives' : '';
    const values = [...this.values.values()];
    COLUMNS.forEach(({ key, name }, i) => {
      const isSorted = this.sort.key === key;
      const sorted = this.sort.direction === LOW ? 'ascending' : 'descending';
      if (isSorted) this.heads[i].setAttribute('aria-sort', sorted);
      else this.heads[i].removeAttribute('aria-sort');
      if (key === 'name') return;
      setText(this.heads[i].firstChild, this.elsewhere.includes(key) ? `${name}, in total` : name);
      if (ranks(key)) setText(this.heads[i].lastChild, this.elsewhere.includes(key) ? '' : of);
      const isLeftOut = ranks(key) ? !this.isRare : this.isRare && saysLittle(key);
      const isLead = key === (this.hasAmounts ? ERROR : 'accuracy');
      const isEmpty = isLeftOut || !ranks(key) && !isLead && !values.some((value) => Number.isFinite(value[key]));
      this.heads[i].hidden = isEmpty;
      for (const row of [...this.rows.values(), ...this.baselines]) row.cells.get(key).hidden = isEmpty;
    });
  }

  /** Returns the best text of each column, unless two learners have it; weights have no best. */
  best() {
    const columns = COLUMNS.filter(({ key }) => key !== 'name' && key !== 'weight');
    return new Map(columns.map(({ key, better }) => [key, bestOf(key, better, [...this.values.values()])]));
  }

  /** Fills the rows of the baselines, over the points of the learner in focus. */
  fillBaselines(learner) {
    const scores = learner?.scores?.[chosenScope()];
    for (const { own, cells, element } of this.baselines) {
      const { metric } = own[0];
      element.hidden = !Number.isFinite(scores?.[metric]);
      for (const each of own) setText(cells.get(each.beside).firstChild, score(metric, scores?.[each.metric]));
      // Whoever gives all points the same probability has the share of the positive class.
      const share = metric === 'majority' && this.isRare ? positiveShare(learner) : null;
      setText(cells.get(PRECISION).firstChild, share === null ? '' : fixed(share, 3));
    }
  }

  /** Puts the rows in order, unless the pointer or the focus is in one. */
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
    this.store.order = ids;
    const rows = [...new Set(ids)].map((id) => this.rows.get(id)).filter(Boolean);
    arrange(this.body, rows.flatMap(({ element, details }) =>
      (details.isOpen ? [element, details.element] : [element])));
  }
}

const isScore = (key) => !['name', 'weight', 'micros'].includes(key);

/** Returns whether a metric is known only in total: some have no faded score. */
const isOnlyTotal = (metric, scope, learners) =>
  learners.some(({ scores }) => Number.isFinite(scores?.total?.[metric]))
  && !learners.some(({ scores }) => Number.isFinite(scores?.[scope]?.[metric]));

/** Returns the best text of a column; null if several learners show it. */
export function bestOf(key, better, learners) {
  const all = learners.map((values) => values[key]).filter(Number.isFinite);
  const best = text(key, better === LOW ? Math.min(...all) : Math.max(...all));
  const isAlone = all.filter((value) => text(key, value) === best).length === 1;
  return all.length > 1 && isAlone ? best : null;
}

const titled = (cell, name, title = name) => {
  cell.append(make('span', 'unseen', name));
  cell.title = title;
  return cell;
};

function baselineRow(name) {
  const element = make('tr', 'baseline');
  const cells = cellsOf();
  const head = make('th', 'name', name);
  head.scope = 'row';
  element.append(make('td'), head, ...cells.values(), make('td'));
  return { element, cells };
}
