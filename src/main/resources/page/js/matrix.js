// The confusion matrix as a table. Arrow keys move within it; Enter or a click opens a cell.

import { brief } from '/js/classes.js';
import { restOf } from '/js/mistakes.js';
import { count, make, percent, setText } from '/js/format.js';

const SHORT = 14;

/** The greatest number of classes with large cells. */
const FEW = 4;

/** More classes than this have small cells if there is little room. */
const DENSE = 9;

/** Names longer than this, or longer than that together, stand upright over columns. */
const NARROW = 4;
const ROOM = 30;

export class Matrix {
  /** @param onOpen called with the label and the prediction of a cell */
  constructor(onOpen) {
    this.onOpen = onOpen;
    this.unit = 'counts';
    this.at = [0, 0];
    this.element = make('div', 'scroll');
    this.table = make('table', 'matrix');
    this.element.append(this.table);
    this.table.addEventListener('click', (event) => this.open(event.target.closest('td[data-i]')));
    this.table.addEventListener('keydown', (event) => this.key(event));
  }

  /**
   * @param of counts and the figures that mistakes.js derives from them
   * @param shown numbers of the classes shown
   * @param worst the mistakes that stand out
   */
  show(of, shown, worst) {
    this.of = of;
    this.shown = shown;
    const layout = [of.counts !== null, restOf(of, shown) !== null, ...shown.map((i) => of.names[i])];
    if (layout.join('\n') !== this.layout) {
      this.layout = layout.join('\n');
      if (of.counts) this.build();
      else this.buildList();
    }
    if (of.counts) this.fill(new Set(worst.map(({ i, j }) => `${i},${j}`)));
    else this.fillList();
  }

  /** Makes the cells once; later only their texts change. */
  build() {
    const { of, shown } = this;
    const hasRest = restOf(of, shown) !== null;
    const head = make('tr');
    const corner = make('th', 'corner-names');
    corner.append(make('span', 'across', 'predicted →'), make('span', 'down', 'label ↓'));
    head.append(corner, ...shown.map((j) => name(of.names[j], 'col')));
    if (hasRest) head.append(heading('others', 'Predictions of classes that are not shown'));
    head.append(heading('recall %', 'Share of the points of this class that are found'));
    const rows = shown.map((i) => {
      const row = make('tr');
      row.append(name(of.names[i], 'row'), ...shown.map((j) => cell(i, j)));
      if (hasRest) row.append(make('td', 'rest'));
      row.append(make('td', 'share'));
      return row;
    });
    const last = make('tr', 'precision');
    last.append(
      heading('precision %', 'Share of the predictions of this class that are right', 'row'),
      ...shown.map(() => make('td', 'share')));
    last.append(...(hasRest ? [make('td')] : []), make('td'));
    const longest = Math.max(...shown.map((i) => of.names[i].length));
    this.table.classList.toggle('few', shown.length <= FEW);
    this.table.classList.toggle('dense', shown.length > DENSE);
    this.table.classList.toggle('tall-names', longest > NARROW && shown.length * Math.min(longest, SHORT) > ROOM);
    this.put(head, [...rows, last], 'Confusion matrix: rows are labels, columns predictions');
    this.cells = rows.map((row) => [...row.querySelectorAll('td[data-i]')]);
    this.at = this.at.map((at) => Math.min(at, shown.length - 1));
    this.cells[this.at[0]][this.at[1]].tabIndex = 0;
  }

  put(head, rows, caption) {
    const thead = make('thead');
    thead.append(head);
    const tbody = make('tbody');
    tbody.append(...rows);
    this.table.replaceChildren(make('caption', 'unseen', caption), thead, tbody);
    this.rows = rows;
  }

  fill(worst) {
    const { of, shown, cells } = this;
    const rest = restOf(of, shown);
    shown.forEach((i, r) => {
      shown.forEach((j, c) => this.fillCell(cells[r][c], i, j, worst.has(`${i},${j}`)));
      if (rest) setText(this.rows[r].querySelector('.rest'), this.text(rest[r], of.rows[i]));
      setText(this.rows[r].querySelector('.share'), whole(of.recall[i]));
    });
    this.rows[shown.length].querySelectorAll('.share').forEach((td, c) =>
      setText(td, whole(of.precision[shown[c]])));
  }

  fillCell(td, i, j, isWorst) {
    const { names, counts, rows } = this.of;
    const n = counts[i][j];
    const share = rows[i] > 0 ? n / rows[i] : 0;
    setText(td, this.text(n, rows[i]));
    td.classList.toggle('worst', isWorst);
    td.classList.toggle('nothing', n === 0);
    // Mistakes are few: the square root makes them visible.
    td.style.setProperty('--share', `${Math.round(100 * (i === j ? share ** 2 : Math.sqrt(share)))}%`);
    td.title = `${names[i]} ${i === j ? 'found' : `taken for ${names[j]}`}: ${count(n)} of ${count(rows[i])}, ${percent(share)}`;
    td.setAttribute('aria-label', td.title);
  }

  text(n, sum) {
    if (n === 0) return '·';
    return this.unit === 'counts' ? count(n) : (100 * n / sum).toFixed(100 * n < 10 * sum ? 1 : 0);
  }

  /** Shows very many classes, a row for each. */
  buildList() {
    const head = make('tr');
    head.append(heading('class', ''), heading('recall', 'Share of the points of this class that are found'),
      heading('precision', 'Share of the predictions of this class that are right'));
    const rows = this.shown.map((i) => {
      const row = make('tr');
      row.append(name(this.of.names[i], 'row'), make('td', 'share'), make('td', 'share'));
      return row;
    });
    this.put(head, rows, 'Recall and precision of each class');
  }

  fillList() {
    this.shown.forEach((i, r) => {
      const [recall, precision] = this.rows[r].querySelectorAll('td');
      setText(recall, percent(this.of.recall[i]));
      setText(precision, percent(this.of.precision[i]));
    });
  }

  open(td) {
    if (!td) return;
    const [i, j] = [Number(td.dataset.i), Number(td.dataset.j)];
    this.move(this.shown.indexOf(i), this.shown.indexOf(j));
    this.onOpen(this.of.names[i], this.of.names[j]);
  }

  key(event) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const td = event.target.closest('td[data-i]');
    if (!td) return;
    if (event.key === 'Enter' || event.key === ' ') this.open(td);
    else if (moves[event.key]) this.move(...this.at.map((at, d) => at + moves[event.key][d]));
    else return;
    event.preventDefault();
  }

  move(row, column) {
    const to = this.cells[row]?.[column];
    if (!to) return;
    this.cells[this.at[0]][this.at[1]].tabIndex = -1;
    this.at = [row, column];
    to.tabIndex = 0;
    to.focus();
  }
}

/** Formats percent without the sign, which the headings have: columns are narrow. */
const whole = (share) => (share === null ? '–'
  : String(share < 1 ? Math.min(99, Math.round(100 * share)) : 100));

function cell(i, j) {
  const td = make('td', i === j ? 'right' : 'wrong-cell');
  td.dataset.i = i;
  td.dataset.j = j;
  td.tabIndex = -1;
  return td;
}

function name(text, scope) {
  const th = make('th', 'name');
  th.append(make('span', '', brief(text, SHORT)));
  th.title = text;
  th.scope = scope;
  return th;
}

function heading(text, title, scope = 'col') {
  const th = make('th', 'figure', text);
  th.title = title;
  th.scope = scope;
  return th;
}
