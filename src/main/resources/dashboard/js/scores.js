// All scores of a learner as a table: a row a metric, or a metric of a class; a column a scope.

import { make, metricName, score, setText } from '/js/format.js';

const SCOPES = ['window', 'faded', 'total'];

export class Scores {
  constructor() {
    this.element = make('details', 'scores');
    this.table = make('tbody');
    const head = make('tr');
    head.append(make('td'), ...SCOPES.map((scope) => make('th', '', scope)));
    const table = make('table');
    const top = make('thead');
    top.append(head);
    table.append(top, this.table);
    this.element.append(make('summary', '', 'All scores'), table);
    this.element.addEventListener('toggle', () => this.show());
    this.rows = '';
  }

  /** Takes scores by scope and metric, or null. */
  take(scores) {
    this.scores = scores;
    this.show();
  }

  show() {
    if (!this.element.open || !this.scores) return;
    const rows = rowsOf(this.scores);
    const names = rows.map(({ name }) => name);
    if (names.join('\n') !== this.rows) {
      this.rows = names.join('\n');
      this.table.replaceChildren(...names.map(row));
    }
    rows.forEach(({ metric, values }, i) => values.forEach((value, scope) =>
      setText(this.table.rows[i].cells[scope + 1], score(metric, value))));
  }
}

function row(name) {
  const element = make('tr');
  element.append(make('th', '', name), ...SCOPES.map(() => make('td')));
  return element;
}

/** Tables of numbers are left out: they have no place in a row. */
function rowsOf(scores) {
  const scopes = SCOPES.map((scope) => scores[scope]);
  const keys = (maps) => [...new Set(maps.flatMap((map) => Object.keys(map ?? {})))];
  const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  return keys(scopes).flatMap((metric) => {
    const values = scopes.map((scope) => scope[metric]);
    if (values.some(Array.isArray)) return [];
    if (!values.some(isMap)) return [{ name: metricName(metric), metric, values }];
    return keys(values).map((name) => (
      { name: `${metricName(metric)} of ${name}`, metric, values: values.map((value) => value?.[name]) }));
  });
}
