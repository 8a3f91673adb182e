// The points to look at: how many, what came of them, what they saved, and the latest with their reasons.

import { brief, nameOf } from '/js/classes.js';
import { bar, heading, segments } from '/js/panel.js';
import { openPoint } from '/js/point.js';
import { arrange, count, make, percent, plain, setText, timeOf } from '/js/format.js';

const ROWS = 50;
const FIGURES = ['alerts', 'precision', 'recall', 'labels', 'saved'];
const money = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const coins = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Formats an amount of money: 12,345 or 1.25. */
const amount = (value) => (Math.abs(value) < 100 ? coins : money).format(value);

export class Decisions {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.by = 'suspicion';
    this.rows = new Map(); // id of the point → {review, element}
    const { header, hint } = heading(host, 'Points to look at');
    this.hint = hint;
    this.order = segments('Order', [['suspicion', 'Most suspicious'], ['latest', 'Latest']], (by) => {
      this.by = by;
      this.list();
    });
    header.append(this.order);
    this.figures = new Map(FIGURES.map((name) => [name, make('li')]));
    const figures = make('ul', 'state found');
    figures.append(...this.figures.values());
    this.warning = make('p', 'doubt');
    this.warning.setAttribute('role', 'status');
    this.items = make('ol', 'reviews');
    this.none = make('p', 'none');
    host.append(figures, this.warning, this.items, this.none);
  }

  update(changed) {
    const { decisions } = this.store;
    const isNew = this.host.hidden;
    this.host.hidden = !decisions;
    if (!decisions) return;
    this.tell(decisions);
    if (changed.all) this.rows = new Map();
    if (changed.all || changed.reviews || isNew) this.list();
  }

  recolour() {
    this.rows = new Map();
    this.list();
  }

  tell(decisions) {
    const { positive, budget, decided, alerts, threshold, precision, recall, alertsLabelled, othersLabelled, paid } = decisions;
    setText(this.hint, [
      positive === undefined ? '' : `Looked for: class ${brief(nameOf(positive))}.`,
      budget ? `Budget: ${budget}.` : 'Looked at where that is expected to cost less.',
      Number.isFinite(threshold) ? `The last threshold was ${percent(threshold)}.` : '',
    ].filter(Boolean).join(' '));
    this.figure('alerts', count(alerts), `alerts among ${count(decided)} points`, 'Since the start');
    this.figure('precision', percent(precision), 'of them positive', 'Precision: of the alerts whose label has come');
    this.figure('recall', percent(recall), 'of the positives found', 'Recall: of the positives whose label has come');
    this.figure('labels', `${count(alertsLabelled)} + ${count(othersLabelled - decisions.othersSilent)}`,
      'labels by review and without', 'Labels of alerts, and of the other points without those of silence');
    this.saved(decisions);
    setText(this.order.querySelector('span'), Number.isFinite(paid) ? 'Most at stake' : 'Most suspicious');
    const isBlind = alertsLabelled >= 100 && othersLabelled === decisions.othersSilent;
    this.warning.hidden = !isBlind;
    setText(this.warning, isBlind
      ? 'Labels come of alerts only, so what the alerts miss is never learned. Send the labels of the other points, too.' : '');
    const isOfMany = [...this.store.learners.values()].some(({ classes }) => classes?.length > 2);
    const waits = 'Nothing is decided yet: labels of two classes must have come'
      + (budget ? ', then a first period' : ', and points that say what they cost')
      + (isOfMany ? '. Of more classes than two --positive must say which is looked for.' : '.');
    setText(this.none, decided === 0 ? waits : 'No point was an alert so far.');
  }

  saved({ paid, never, always, saved }) {
    const item = this.figures.get('saved');
    item.hidden = !Number.isFinite(paid);
    this.items.classList.toggle('costs', !item.hidden);
    if (item.hidden) return;
    this.figure('saved', amount(saved), `saved: ${amount(paid)} paid, ${amount(never)} without alerts, ${amount(always)} with all`,
      'What the labelled points have cost, beside no alert at all and an alert of each');
  }

  figure(name, value, text, title) {
    const item = this.figures.get(name);
    if (!item.firstChild) item.append(make('b'), make('span'));
    setText(item.firstChild, value);
    setText(item.lastChild, ` ${text}`);
    item.title = title;
  }

  /** Lists the latest alerts; the most suspicious first are those that save most, where there are costs. */
  list() {
    const { reviews } = this.store;
    const latest = reviews.slice(-ROWS).reverse();
    const worth = ({ stake, probability }) => stake ?? probability;
    const shown = this.by === 'latest' ? latest : [...latest].sort((a, b) => worth(b) - worth(a));
    const before = this.rows;
    this.rows = new Map(shown.map((review) => [key(review), before.get(key(review)) ?? this.item(review)]));
    arrange(this.items, [...this.rows.values()]);
    this.none.hidden = shown.length > 0;
  }

  item(review) {
    const { id, positive, probability, threshold, stake, why } = review;
    const element = make('li');
    const open = make('button', 'review');
    open.type = 'button';
    open.addEventListener('click', () => openPoint(this.store, key(review), () => open.cloneNode(true)));
    const share = make('span', 'share');
    share.append(bar(probability), make('b', '', percent(probability)));
    share.title = `Probability of ${brief(nameOf(positive))}; an alert above ${threshold <= 1 ? percent(threshold) : 'none'}`;
    const name = make('span', 'id', plain(id));
    const at = make('span', 'hint', timeOf(review));
    const risk = make('span', 'stake', Number.isFinite(stake) ? `${amount(stake)} at stake` : '');
    const reasons = make('span', 'reasons');
    reasons.append(...why.map(({ field, value, change }) => {
      const reason = make('span', change > 0 ? 'for' : 'not', value === undefined ? plain(field) : `${plain(field)} ${short(value)}`);
      reason.title = `${change > 0 ? 'speaks for it' : 'speaks against it'}: ${change.toFixed(3)}`;
      return reason;
    }));
    open.append(share, name, at, risk, reasons);
    element.append(open);
    return element;
  }
}

const key = ({ partition, offset }) => `${partition}-${offset}`;

/** Shortens a value; a number to three digits after the point. */
function short(value) {
  const number = Number(value);
  const text = value.trim() !== '' && Number.isFinite(number) ? String(Number(number.toFixed(3))) : plain(value);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
