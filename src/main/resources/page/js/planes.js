// Shows what learners predict over two fields: a small picture each, with the recent points on top.

import { hasAmounts } from '/js/amounts.js';
import { askView } from '/js/ask.js';
import { brief, legend } from '/js/classes.js';
import { heading } from '/js/panel.js';
import { PlaneCard } from '/js/planecard.js';
import { Poll } from '/js/poll.js';
import { Probe } from '/js/probe.js';
import { arrange, make, setText } from '/js/format.js';

const ASK_MS = 500;
const ALL = 4; // The number of learners shown at first.
const MOST = 12; // The greatest number of planes.

/** Fields that nobody chose stay as long as they are among this many heaviest. */
const HEAVIEST = 4;

export class Planes {
  constructor(store, host) {
    this.store = store;
    this.panel = host;
    this.cards = new Map(); // id → card
    this.axes = null; // {x, y} once somebody has chosen
    this.view = null;
    this.probe = new Probe(store, () => this.cards, () => this.view);
    this.names = [];
    const { header, hint } = heading(host, 'What it predicts where');
    this.hint = hint;
    this.selects = ['x', 'y'].map((axis) => this.select(axis));
    const tools = make('div', 'tools');
    tools.append(...this.selects.map(({ label }) => label));
    header.append(tools);
    this.tools = tools;
    this.chips = make('div', 'chips');
    this.chips.setAttribute('role', 'group');
    this.chips.setAttribute('aria-label', 'Learners shown');
    this.buttons = new Map();
    this.host = make('div', 'planes-grid');
    this.legend = make('div', 'legend');
    this.sure = make('span', 'hint', 'The fuller the colour, the surer.');
    this.body = make('div');
    this.body.append(this.chips, this.host, this.legend, this.probe.aloud);
    host.append(this.body);
    this.poll = new Poll(host, ASK_MS, () => this.refresh());
    this.show();
  }

  select(axis) {
    const label = make('label', 'check', axis === 'x' ? 'across' : 'up');
    const select = make('select');
    select.addEventListener('change', () => {
      this.axes = Object.fromEntries(this.selects.map((one) => [one.axis, one.select.value]));
      this.turn();
    });
    label.append(select);
    return { axis, label, select };
  }

  /** Takes what has changed in the store. */
  update(changed) {
    this.panel.hidden = hasAmounts(this.store);
    if (this.panel.hidden) return;
    if (changed.all) this.forget();
    if (changed.points || changed.all) this.isMoved = true;
    if (changed.learners || changed.focus || changed.all) this.arrange();
    const names = this.store.classes();
    if (names.join('\n') !== this.names.join('\n')) {
      this.names = names;
      this.recolour();
    }
    if (changed.steps && this.probe.place !== null) this.probe.answer();
  }

  /** After a snapshot there may be other learners and other fields. */
  forget() {
    if (this.application !== this.store.application) {
      this.application = this.store.application;
      this.chosen = null;
      this.axes = null;
      this.fields = null;
      this.view = null;
      this.cards = new Map(); // A learner of the same name may be another one.
      this.probe.ask(null);
      this.show();
    }
    for (const card of this.cards.values()) card.forget();
    this.poll.now();
  }

  recolour() {
    this.legend.replaceChildren(
      ...legend(this.names),
      dotted('wrong', 'predicted wrongly, where predictions are published'),
      this.sure,
      this.probe.where);
    for (const { plane } of this.cards.values()) plane.paintField(this.names);
    this.paint();
    this.offerLearners();
  }

  /** Returns the ids of the learners whose planes are shown. */
  get shown() {
    const ids = [...this.store.learners.keys()];
    if (this.chosen) return ids.filter((id) => this.chosen.has(id));
    return ids.length <= ALL ? ids : this.store.foremost(ALL);
  }

  arrange() {
    const ids = this.shown;
    const before = this.cards;
    this.cards = new Map(ids.map((id) => [id, before.get(id) ?? this.card(id)]));
    arrange(this.host, [...this.cards.values()].map(({ element }) => element));
    if (ids.join('\n') !== [...before.keys()].join('\n')) {
      this.poll.now();
      this.probe.answer();
    }
    this.offerLearners();
  }

  card(id) {
    const card = new PlaneCard(this.store, id, (place) => this.probe.ask(place), ({ plane }) => {
      plane.paintField(this.names);
      this.paintOne(plane);
    });
    card.plane.probe(this.probe.place);
    if (this.view?.low) card.plane.name(this.view);
    return card;
  }

  offerLearners() {
    const ids = [...this.store.learners.keys()];
    const shown = new Set(this.shown);
    const before = this.buttons;
    this.buttons = new Map(ids.map((id) => [id, before.get(id) ?? this.chip(id)]));
    for (const [id, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(shown.has(id)));
    }
    this.chips.hidden = ids.length < 2;
    arrange(this.chips, [...this.buttons.values()]);
  }

  chip(id) {
    const button = make('button', 'chip', brief(id));
    button.type = 'button';
    button.title = id;
    button.addEventListener('click', () => {
      const chosen = new Set(this.shown);
      if (!chosen.delete(id) && chosen.size < MOST) chosen.add(id);
      this.chosen = chosen;
      this.arrange();
    });
    return button;
  }

  /** Asks the questions that are due, one at a time. */
  async refresh() {
    if (this.isMoved && this.store.application !== null) {
      this.isMoved = false;
      await this.look();
    }
    for (const [id, card] of this.cards) {
      const { view } = this;
      if (!view?.low) return; // The view may be forgotten during the wait for an answer.
      const isWanted = () =>
        this.view?.x === view.x && this.view.y === view.y && this.cards.get(id) === card;
      if (card.isDue(view)) await card.refresh(view, isWanted, this.names);
    }
  }

  /** Asks where the points are by now; keeps the range while they fit it. */
  async look() {
    const { axes, application, view: before } = this;
    const kept = axes ?? this.kept();
    const view = await askView(this.store, kept ?? {}, kept && before?.low ? before : null);
    if (!view || axes !== this.axes || application !== this.application) return;
    this.view = view;
    this.offerFields();
    this.show();
    if (!view.low) return;
    for (const { plane } of this.cards.values()) plane.name(view);
    this.paint();
    if (placeOf(before) !== placeOf(view)) this.probe.answer();
  }

  /** Returns the fields shown, as long as they weigh much; else null. */
  kept() {
    const { x, y, numeric } = this.view ?? { numeric: [] };
    const heaviest = numeric.slice(0, HEAVIEST);
    return heaviest.includes(x) && heaviest.includes(y) ? { x, y } : null;
  }

  offerFields() {
    const { numeric, x, y } = this.view;
    const isOpen = this.selects.some(({ select }) => select === document.activeElement);
    if (numeric.join('\n') !== this.fields && !(isOpen && this.fields)) {
      this.fields = numeric.join('\n');
      for (const { select } of this.selects) {
        select.replaceChildren(...numeric.map((name) =>
          Object.assign(make('option', '', brief(name, 40)), { value: name })));
      }
    }
    for (const { axis, select } of this.selects) select.value = axis === 'x' ? x : y;
  }

  show() {
    const count = this.view?.numeric.length ?? null;
    this.body.hidden = !count;
    this.tools.hidden = !count || count < 2;
    this.sure.hidden = this.view?.x === this.view?.y;
    setText(this.hint, this.view === null ? this.store.awaited : about(this.view.numeric));
  }

  /** Shows another plane. */
  turn() {
    this.view = this.view && { ...this.view, ...this.axes, low: null, high: null };
    this.isMoved = true;
    this.poll.now();
  }

  paint() {
    for (const { plane } of this.cards.values()) this.paintOne(plane);
  }

  paintOne(plane) {
    if (this.view?.low && plane.onScreen) plane.paintPoints(this.view, this.names);
  }
}

/** Identifies a plane's range, as a text to compare. */
const placeOf = (view) => JSON.stringify([view?.x, view?.y, view?.low, view?.high]);

function about(numeric) {
  if (numeric.length === 0) return 'No field is a number, so there is no plane to show.';
  if (numeric.length === 1) return `The probability of each class along ${brief(numeric[0])}, the only number; other fields are left out.`;
  return numeric.length === 2 ? '' : 'Other numbers are at their mean; fields of text are left out.';
}

function dotted(className, text) {
  const span = make('span', 'class');
  span.append(make('i', `dot ${className}`), make('span', '', text));
  return span;
}
