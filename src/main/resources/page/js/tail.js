// The latest points as they come, newest first. They stay while the pointer or the focus is on them,
// or while paused.

import { hasAmounts } from '/js/amounts.js';
import { brief } from '/js/classes.js';
import { heading, segments } from '/js/panel.js';
import { openPoint } from '/js/point.js';
import { positiveOf } from '/js/rare.js';
import { amountRow, answerOf, isWrong, row, shareOf, whose } from '/js/tailrow.js';
import { arrange, count, countsRows, make, setText } from '/js/format.js';

const ROWS = 200;
const COLUMNS = ['time', 'point', 'prediction', 'probability', 'label', ''];

export class Tail {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.rows = new Map(); // at → {point, element}
    this.isPaused = false;
    this.filter = { wrong: false, text: '', order: 'newest' };
    this.make(host);
    document.addEventListener('keydown', (event) => this.key(event));
  }

  make(host) {
    const { header, hint } = heading(host, 'Points as they come');
    this.hint = hint;
    const wrong = make('label', 'check');
    const box = make('input');
    box.type = 'checkbox';
    box.addEventListener('change', () => this.narrow({ wrong: box.checked }));
    this.wrong = make('span', '', 'wrong only');
    wrong.append(box, this.wrong);
    const search = make('input', 'search');
    Object.assign(search, { type: 'search', placeholder: 'Filter: id, field, value', maxLength: 200 });
    search.setAttribute('aria-label', 'Show only points with this text');
    search.addEventListener('input', () => this.narrow({ text: search.value.trim().toLowerCase() }));
    this.pauseButton = make('button', '', 'Pause');
    this.pauseButton.type = 'button';
    this.pauseButton.title = 'P';
    this.pauseButton.setAttribute('aria-keyshortcuts', 'P');
    this.pauseButton.addEventListener('click', () => this.pause(!this.isPaused));
    this.order = segments('Order', [['newest', 'Newest'], ['suspicion', 'Most suspicious']],
      (order) => this.narrow({ order }));
    const tools = make('div', 'tools');
    tools.append(this.order, wrong, search, this.pauseButton);
    header.append(tools);
    this.scroll = make('div', 'scroll tail-rows');
    this.table = make('table', 'tail');
    const head = make('tr');
    head.append(...COLUMNS.map((name) => Object.assign(make('th', '', name), { scope: 'col' })));
    this.when = head.firstChild;
    this.share = head.children[COLUMNS.indexOf('probability')];
    this.off = make('span', 'unseen', 'right or wrong');
    head.lastChild.append(this.off);
    const thead = make('thead');
    thead.append(head);
    this.body = make('tbody');
    this.table.append(thead, this.body);
    this.none = make('p', 'none');
    this.scroll.append(this.table, this.none);
    host.append(this.scroll);
    this.wire();
  }

  wire() {
    const { scroll, body } = this;
    const hold = (isHeld) => { this.isHeld = isHeld; this.show(); };
    scroll.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && hold(true));
    scroll.addEventListener('pointerleave', () => hold(body.contains(document.activeElement)));
    body.addEventListener('focusin', () => hold(true));
    body.addEventListener('focusout', () => hold(scroll.matches(':hover')));
    body.addEventListener('click', (event) => this.open(event.target.closest('tr')));
    body.addEventListener('keydown', (event) => {
      const row = event.target.closest('tr');
      const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling };
      if (event.key === 'Enter') this.open(row);
      else if (next[event.key]) next[event.key].focus();
      else return;
      event.preventDefault();
    });
  }

  update(changed) {
    if (changed.all || changed.focus) this.forget();
    if (changed.points || changed.focus) this.show();
  }

  recolour() {
    this.forget();
    this.show();
  }

  forget() {
    this.rows = new Map();
    this.isStale = true; // Shows even held rows again.
  }

  narrow(change) {
    Object.assign(this.filter, change);
    this.isStale = true;
    this.show();
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    this.pauseButton.textContent = isPaused ? 'Go on' : 'Pause';
    this.pauseButton.setAttribute('aria-pressed', String(isPaused));
    this.show();
  }

  key(event) {
    const isTyping = event.target.closest?.('input, select, textarea, dialog');
    if (event.key.toLowerCase() !== 'p' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    this.pause(!this.isPaused);
  }

  open(row) {
    if (row?.dataset.at) openPoint(this.store, row.dataset.at);
  }

  /** Keeps held rows as they are, and only says how many points came meanwhile. */
  show() {
    const isStill = this.isPaused || this.isHeld;
    if (!isStill || !this.source) this.source = this.store.points;
    else if (this.isStale && !this.isPaused) this.source = this.store.points;
    this.say(isStill);
    if (isStill && !this.isStale) return;
    this.isStale = false;
    setText(this.when, countsRows() ? 'row' : 'time');
    const learner = this.store.focus;
    const names = this.store.classes();
    const positive = positiveOf(this.store.learners.get(learner), this.store.decisions);
    this.order.hidden = positive === null;
    this.nameShare(positive);
    if (this.hasAmounts !== hasAmounts(this.store)) this.turn();
    const points = this.sorted(this.source.filter((point) => this.isWanted(point, learner)), learner).slice(0, ROWS);
    const before = this.rows;
    this.rows = new Map(points.map((point) => {
      const known = before.get(point.at);
      return [point.at, known?.point === point ? known : { point, element: this.hasAmounts ? amountRow(point, learner) : row(point, learner, names, this.positive) }];
    }));
    arrange(this.body, [...this.rows.values()].map(({ element }) => element));
    this.none.hidden = points.length > 0;
    setText(this.none, this.source.length === 0 ? 'No point has come yet.' : 'No recent point matches.');
  }

  /** Sorts points: the newest first, or those that are most probably positive. */
  sorted(points, learner) {
    const newest = points.reverse();
    if (this.filter.order === 'newest' || this.positive === null) return newest;
    const suspicion = (point) => {
      const { said } = answerOf(point, learner);
      return (said && shareOf(said, this.positive)) ?? -1;
    };
    return newest.sort((a, b) => suspicion(b) - suspicion(a));
  }

  /** Names the class whose probability is told; null: the predicted one. */
  nameShare(positive) {
    if (positive !== this.positive) this.rows = new Map();
    this.positive = positive;
    setText(this.share, this.hasAmounts ? 'interval' : positive === null ? 'probability' : `probability of ${brief(positive)}`);
    this.table.classList.toggle('positive', positive !== null); // Else a phone shows no name for the column.
    this.share.title = this.share.textContent;
  }

  /** Names the columns of amounts, or those of classes. */
  turn() {
    this.hasAmounts = hasAmounts(this.store);
    this.rows = new Map();
    this.table.classList.toggle('amounts', this.hasAmounts);
    this.nameShare(this.positive);
    this.off.className = this.hasAmounts ? '' : 'unseen';
    setText(this.off, this.hasAmounts ? 'off' : 'right or wrong');
    setText(this.wrong, this.hasAmounts ? 'outside of the interval only' : 'wrong only');
  }

  say(isStill) {
    const { focus } = this.store;
    const last = this.source[this.source.length - 1];
    const came = isStill ? this.store.points.length - 1 - this.store.points.findIndex(({ at }) => at === last?.at) : 0;
    const more = came >= this.store.points.length && came > 0 ? `${count(came)} or more` : count(came);
    setText(this.hint, isStill
      ? `${this.isPaused ? 'Paused' : 'Held while you look'}: ${more} came meanwhile.`
      : whose(focus, last && answerOf(last, focus).by));
  }

  isWanted(point, learner) {
    const { wrong, text } = this.filter;
    if (wrong && !isWrong(point, learner)) return false;
    return text === '' || `${point.id ?? ''} ${point.text} ${point.label ?? ''}`.toLowerCase().includes(text);
  }
}
