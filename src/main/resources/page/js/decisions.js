// The points to look at: how many, what came of them, what they saved, and the latest with their reasons. Where
// labels are amounts these are the outliers: labels far from what was expected.

import { hasAmounts, interval } from '/js/amounts.js';
import { brief, nameOf } from '/js/classes.js';
import { columnInWords, family } from '/js/keycolumns.js';
import { bar, heading, segments } from '/js/panel.js';
import { openPoint } from '/js/point.js';
import { amount as digits, arrange, count, counted, fixed, make, percent, plain, setText, timeOf } from '/js/format.js';

const ROWS = 50;
const FIGURES = ['saved', 'costs', 'alerts', 'precision', 'recall', 'labels'];
const UNITS = { d: 'day', h: 'hour', m: 'minute', s: 'second', ms: 'ms' };
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
    const figures = this.found = make('ul', 'state found');
    figures.append(...this.figures.values());
    this.warning = make('p', 'doubt');
    this.warning.setAttribute('role', 'status');
    this.items = make('ol');
    this.items.setAttribute('aria-label', 'The latest points to look at');
    this.heads = make('div', 'heads');
    this.heads.setAttribute('aria-hidden', 'true'); // Each part of a line says what it is.
    this.scroll = make('div', 'reviews');
    this.scroll.append(this.heads, this.items);
    this.none = make('p', 'none');
    host.append(figures, this.warning, this.scroll, this.none);
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

  head(title, shown) {
    setText(this.host.querySelector('h2'), title);
    for (const [name, figure] of this.figures) figure.hidden = !shown.includes(name);
  }

  tell(decisions) {
    if (hasAmounts(this.store)) {
      this.tellOutliers(decisions);
      return;
    }
    this.head('Points to look at', FIGURES);
    const { positive, budget, decided, alerts, threshold, precision, recall, alertsLabelled, othersLabelled, paid } = decisions;
    setText(this.hint, [
      positive === undefined ? '' : `Looked for: class ${brief(nameOf(positive))}.`,
      budget ? `About ${inWords(budget, 'alerts', Number.isFinite(paid) ? 'those that save most' : 'those most suspicious')}`
        : 'An alert where that is expected to cost less.',
      Number.isFinite(threshold) ? `The last threshold was ${percent(threshold)}.` : '',
    ].filter(Boolean).join(' '));
    this.figure('alerts', count(alerts), `${alerts === 1 ? 'alert' : 'alerts'} among ${counted(decided, 'point')}`, 'Since the start');
    this.figure('precision', percent(precision), `of ${counted(alertsLabelled, 'labelled alert')} were right`, 'Precision');
    this.figure('recall', percent(recall), `of class ${positive === undefined ? '' : brief(nameOf(positive))} found`, 'Recall, by the labels that have come');
    this.figure('labels', count(othersLabelled - decisions.othersSilent), 'labels of other points',
      'Without those of silence. Alerts miss what is never labelled.');
    this.money(decisions);
    this.found.hidden = decided === 0;
    setText(this.order.querySelector('span'), Number.isFinite(paid) ? 'Most at stake' : 'Most suspicious');
    const isBlind = alertsLabelled >= 100 && decided >= 2 * alerts && othersLabelled === decisions.othersSilent;
    this.warning.hidden = !isBlind;
    setText(this.warning, isBlind
      ? 'Labels come of alerts only, so what the alerts miss is never learned. Send the labels of the other points, too.' : '');
    const isOfMany = [...this.store.learners.values()].some(({ classes }) => classes?.length > 2);
    const waits = 'Nothing is decided yet: labels of two classes must have come'
      + (budget ? ', then a first period' : ', and points that say what they cost')
      + (isOfMany ? '. Of more classes than two --positive must say which is looked for.' : '.');
    setText(this.none, decided === 0 ? waits : 'No point was an alert so far.');
  }

  tellOutliers({ budget, decided, alerts }) {
    this.head('Outliers', ['alerts']);
    setText(this.hint, `At most ${inWords(budget, 'outliers', 'the most surprising labels outside of their interval of 99.9 %')}`);
    this.figure('alerts', count(alerts), `${alerts === 1 ? 'outlier' : 'outliers'} among ${counted(decided, 'label')}`, 'Since the start');
    this.found.hidden = decided === 0;
    this.warning.hidden = true;
    setText(this.order.querySelector('span'), 'Most surprising');
    setText(this.none, decided === 0
      ? 'No label could be an outlier yet: 2,000 must have come, then a first period.' : 'No label was an outlier so far.');
  }

  money({ paid, never, always, saved, missingCosts }) {
    for (const name of ['saved', 'costs']) this.figures.get(name).hidden = !Number.isFinite(paid);
    if (!Number.isFinite(paid)) return;
    this.figure('saved', amount(saved), 'saved since the start', 'By the points whose label has come');
    this.figure('costs', amount(paid), `was the cost with these alerts; ${amount(never)} with none, ${amount(always)} with an alert of every point`
      + (missingCosts > 0 ? ` (${counted(missingCosts, 'point')} did not say theirs)` : ''), 'Of alerts, and of what was missed');
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
    const worth = (review) => review.stake ?? review.probability ?? surprise(review);
    const shown = this.by === 'latest' ? latest : [...latest].sort((a, b) => worth(b) - worth(a));
    const before = this.rows;
    this.rows = new Map(shown.map((review) => [key(review), before.get(key(review)) ?? this.item(review)]));
    arrange(this.items, [...this.rows.values()]);
    this.none.hidden = shown.length > 0;
    this.scroll.hidden = shown.length === 0;
    if (shown.length === 0) return;
    const [first] = shown;
    this.heads.className = `heads ${classOf(first)}`;
    const leading = first.kind === 'outlier' ? ['Label', 'Expected']
      : [...(Number.isFinite(first.stake) ? ['At stake'] : []), `Probability of ${brief(nameOf(first.positive))}`];
    this.heads.replaceChildren(...[...leading, 'Point', 'When', first.kind === 'outlier' ? 'What moved the expected amount' : 'Why'].map((name) => make('span', '', name)));
  }

  item(review) {
    const element = make('li');
    const open = make('button');
    open.type = 'button';
    open.append(...line(review, 3));
    open.className = classOf(review);
    open.addEventListener('click', () => openPoint(this.store, key(review), () => {
      const whole = make('div', classOf(review));
      whole.append(...line(review, Infinity));
      return whole;
    }));
    element.append(open);
    return element;
  }
}

const classOf = ({ kind, stake }) => (kind === 'outlier' || Number.isFinite(stake) ? 'review costed' : 'review');

/** Returns how far a label is outside of its interval, in widths of it. */
const surprise = ({ label, lower, upper }) => Math.max(lower - label, label - upper) / (upper - lower);

/** Returns the first parts of a line: what is at stake, and how probable it is. */
function risk({ positive, probability, threshold, stake }) {
  const cost = make('span', 'stake', amount(stake ?? 0));
  cost.title = 'At stake: the probability × the cost of a miss';
  const share = make('span', 'share');
  share.append(bar(probability), make('b', '', percent(probability)));
  share.title = `Probability of ${brief(nameOf(positive))}; an alert above ${percent(threshold)}`;
  return [...(Number.isFinite(stake) ? [cost] : []), share];
}

/** Returns the first parts of the line of an outlier: its label, and what was expected. */
function beside(outlier) {
  const label = make('span', 'label', digits(outlier.label));
  label.title = 'The label that came';
  const expected = make('span', 'hint', digits(outlier.amount));
  expected.append(make('span', '', interval(outlier)));
  expected.title = 'The predicted amount, and the interval of 99.9 %';
  return [label, expected];
}

/** Returns the parts of a line: what is at stake or was expected, which point, when, and the first reasons. */
function line(review, most) {
  const { kind, id, time, nth, why, fields = {} } = review;
  const isOutlier = kind === 'outlier';
  const point = make('span', 'which');
  const own = make('span', 'own');
  own.append(...Object.entries(fields).map(([name, value]) => {
    const one = make('span', '', `${plain(name)} `);
    one.append(make('b', '', short(value)));
    return one;
  }));
  own.title = Object.entries(fields).map(([name, value]) => `${plain(name)}: ${plain(value)}`).join('\n');
  point.append(make('span', 'id', plain(id)), own);
  const at = make('span', 'hint', timeOf({ time }));
  if (Number.isFinite(nth)) at.append(make('span', '', `no. ${nth}`));
  at.title = `When it came, and which ${isOutlier ? 'outlier' : 'alert'} of its period it is`;
  const reasons = make('span', 'reasons');
  reasons.append(...told(why, fields, most).map(({ field, value, change }) => {
    const reason = make('span', change > 0 ? 'for' : 'not', columnInWords(field, value, fields) ?? said(field, value));
    reason.title = isOutlier
      ? `${said(field, value)}: made the predicted amount ${change > 0 ? 'larger' : 'smaller'}, by ${digits(Math.abs(change))}`
      : `${said(field, value)}: speaks ${change > 0 ? 'for' : 'against'} it, ${fixed(change, 3)}`;
    return reason;
  }));
  return [...(isOutlier ? beside(review) : risk(review)), point, at, reasons];
}

const said = (field, value) => (value === undefined ? plain(field) : `${plain(field)} ${short(value)}`);

/** Returns the first reasons; of columns that tell the same, over a shorter or longer time, the strongest alone. */
function told(why, fields, most) {
  const families = new Set();
  const isFirst = (name) => families.size < families.add(name).size;
  return most === Infinity ? why : why.filter(({ field }) => isFirst(family(field, fields))).slice(0, most);
}

/** Says a budget, as 10/1d or 5%, in words. */
function inWords(budget, what, which) {
  const [, n, periods, unit] = /^(\d+)\/(\d+)(\w+)$/.exec(budget) ?? [];
  const many = n && `${n} ${what} ${periods === '1' ? `a ${UNITS[unit]}` : `in ${periods} ${UNITS[unit]}s`}`;
  return `${many ?? `${budget} of all points`}: ${which}.`;
}

const key = ({ partition, offset }) => `${partition}-${offset}`;

/** Shortens a value; a number to three digits after the point. */
function short(value) {
  const number = Number(value);
  const text = value.trim() !== '' && Number.isFinite(number) ? String(Number(number.toFixed(3))) : plain(value);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text.replace(/^-/, '−');
}
