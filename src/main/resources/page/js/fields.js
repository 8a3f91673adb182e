// The fields and the classes that the learners have seen, and their weights.

import { brief, chip, nameOf } from '/js/classes.js';
import { bar, heading } from '/js/panel.js';
import { Poll } from '/js/poll.js';
import { amount, coordinate, count, counted, make, percent, setText } from '/js/format.js';

const ASK_MS = 3000;
const FEW = 25; // The number of fields shown at first.
const CLASSES = 50;

const text = (value) => (value === null || value === undefined ? '–' : String(value));

/** Each column: heading, sort key, text of a cell, and whether the largest comes first. */
const COLUMNS = [
  ['field', (field) => field.name, (field) => named(field.name)],
  ['weight', (field) => field.weight ?? -1, weight, true],
  ['kind', (field) => field.kind ?? '', (field) => text(field.kind)],
  ['distinct values', (field) => field.values ?? -1, (field) => count(field.values ?? NaN), true],
  ['range', (field) => field.high ?? -Infinity, range, true],
  ['missing', (field) => field.missing ?? -1, missing, true],
];
const WEIGHT = 1;

export class Fields {
  constructor(store, host) {
    this.store = store;
    this.order = { column: WEIGHT, isDown: true };
    const { hint } = heading(host, 'What it understood');
    this.hint = hint;
    this.doubts = make('ul', 'doubts');
    this.table = make('table', 'plain fields');
    this.more = make('button', 'more');
    this.more.type = 'button';
    this.more.addEventListener('click', () => { this.isAll = !this.isAll; this.show(); });
    this.by = make('p', 'hint');
    const scroll = make('div', 'scroll');
    scroll.append(this.table);
    const left = make('div');
    left.append(scroll, this.more, this.by);
    this.classes = make('div', 'class-shares');
    this.both = make('div', 'fields-body');
    this.both.append(left, this.classes);
    this.none = make('p', 'none');
    host.append(this.doubts, this.both, this.none);
    this.makeHead();
    this.poll = new Poll(host, ASK_MS, () => this.ask());
    this.show();
  }

  makeHead() {
    const row = make('tr');
    this.heads = COLUMNS.map(([name, , , isNumber], column) => {
      const th = make('th', isNumber ? 'figure' : '');
      th.scope = 'col';
      const button = make('button', 'sort', name);
      button.type = 'button';
      button.addEventListener('click', () => {
        const isSame = this.order.column === column;
        this.order = { column, isDown: isSame ? !this.order.isDown : Boolean(isNumber) };
        this.show();
      });
      th.append(button);
      return th;
    });
    row.append(...this.heads);
    const thead = make('thead');
    thead.append(row);
    this.body = make('tbody');
    this.table.append(thead, this.body);
  }

  update(changed) {
    if (!changed.all) return;
    if (this.application !== this.store.application) {
      this.application = this.store.application;
      this.answer = null;
      this.show();
    }
    this.poll.now();
  }

  recolour() {
    this.show();
  }

  async ask() {
    const { application } = this.store;
    if (application === null) return;
    const answer = await this.store.json('/api/fields');
    if (!answer || application !== this.store.application) return;
    this.answer = answer;
    this.show();
  }

  show() {
    const { answer } = this;
    this.both.hidden = !answer;
    this.none.hidden = Boolean(answer);
    setText(this.none, this.store.awaited);
    this.doubts.replaceChildren(...(answer?.doubts ?? []).map((doubt) => make('li', '', doubt)));
    setText(this.hint, answer ? headline(answer) : '');
    if (!answer) return;
    this.showFields(answer);
    if (answer.amounts) this.showAmounts(answer);
    else this.showClasses(answer.classes ?? []);
  }

  showFields({ fields, weightBy, of, more, amounts }) {
    const { column, isDown } = this.order;
    this.heads.forEach((th, i) => {
      if (i === column) th.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    });
    const sorted = [...fields].sort(comparing(COLUMNS[column][1], isDown));
    const most = Math.max(...fields.map((field) => Math.abs(field.weight ?? 0)), Number.MIN_VALUE);
    const shown = this.isAll ? sorted : sorted.slice(0, FEW);
    this.body.replaceChildren(...shown.map((field) => row(field, most)));
    this.more.hidden = sorted.length <= FEW;
    setText(this.more, this.isAll ? `Only ${FEW}` : `All ${count(sorted.length)} fields`);
    const rest = more > 0 ? ` ${count(more)} more fields are not listed.` : '';
    setText(this.by, (weightBy ? `Weight: ${weightBy}. ` : '') + `Kinds, values, ranges and missing shares are of ${count(of)} points in a row${amounts ? '' : ', classes of all'}.${rest}`);
  }

  /** Shows the range of the label, which is an amount. */
  showAmounts({ label, amounts: { count: n, low, high, mean } }) {
    const table = make('table', 'plain');
    const rows = n === 0 ? [] : [['least', low], ['mean', mean], ['most', high]];
    table.append(...rows.map(([name, value]) => {
      const line = make('tr');
      line.append(Object.assign(make('th', '', name), { scope: 'row' }), make('td', 'figure', amount(value)));
      return line;
    }));
    const of = n === 0 ? 'No point shown here has a label yet.' : `An amount, of the last ${counted(n, 'label')} shown here.`;
    this.classes.replaceChildren(make('h3', '', `Label ${brief(label ?? '')}`), make('p', 'hint', of), table);
  }

  showClasses(classes) {
    const names = this.store.classes();
    const most = Math.max(...classes.map(({ share }) => share), Number.MIN_VALUE);
    const table = make('table', 'plain');
    table.append(...classes.slice(0, CLASSES).map(({ label, count: n, share }) => {
      const line = make('tr');
      const th = make('th');
      th.scope = 'row';
      th.append(chip(nameOf(label), names));
      const cell = make('td', 'bar-cell');
      cell.append(bar(share / most));
      line.append(th, cell, make('td', 'figure', percent(share)), make('td', 'figure hint of-class', count(n)));
      return line;
    }));
    const scroll = make('div', 'scroll tall');
    scroll.append(table);
    const rest = classes.length > CLASSES ? [make('p', 'hint', `and ${count(classes.length - CLASSES)} more`)] : [];
    this.classes.replaceChildren(make('h3', '', 'Classes'), scroll, ...rest);
  }
}

function headline({ label, fields, classes, amounts, more }) {
  const all = counted(fields.length + (more ?? 0), 'field');
  if (amounts) return label === null ? `${all}; the label is an amount` : `${all}; the label ${brief(label)} is an amount`;
  const what = `${all}, ${counted(classes.length, 'class')}`;
  return label === null || label === undefined ? what : `${what}; the label is ${brief(label)}`;
}

function comparing(key, isDown) {
  const sign = isDown ? -1 : 1;
  return (a, b) => {
    const [one, other] = [key(a), key(b)];
    return sign * (typeof one === 'string' ? one.localeCompare(other, 'en', { numeric: true }) : one - other);
  };
}

function row(field, most) {
  const element = make('tr');
  COLUMNS.forEach(([, , content, isNumber], i) => {
    const cell = make(i === 0 ? 'th' : 'td', isNumber ? 'figure' : '');
    if (i === 0) cell.scope = 'row';
    cell.append(content(field, most));
    element.append(cell);
  });
  return element;
}

function named(name) {
  const span = make('span', '', brief(name, 40));
  span.title = name;
  return span;
}

function range({ low, high }) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return '–';
  return low === high ? coordinate(low) : `${coordinate(low)} … ${coordinate(high)}`;
}

function barred(share, words) {
  const span = make('span', 'barred');
  span.append(bar(share), make('span', 'figure', words));
  return span;
}

/** Makes a bar, only where values are missing, so that it is noticed. */
function missing({ missing: share }) {
  return share > 0 ? barred(share, percent(share)) : share === 0 ? '0' : '–';
}

function weight(field, most) {
  if (!Number.isFinite(field.weight)) return '–';
  return barred(Math.abs(field.weight) / most, field.weight.toFixed(3));
}
