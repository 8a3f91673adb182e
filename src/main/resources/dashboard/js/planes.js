// What learners predict over two fields: a small picture each, with the recent points on top.

import { askAll, askField, askView, placeText, recordAt, said } from '/js/ask.js';
import { brief, legend } from '/js/classes.js';
import { heading } from '/js/panel.js';
import { Plane } from '/js/plane.js';
import { Poll } from '/js/poll.js';
import { arrange, make, setText } from '/js/format.js';

const ASK_MS = 500;
const ALL = 4; // So many learners are all shown at first; of more, that many.
const MOST = 12; // So many planes at most.
const FINEST = 64;
const COARSEST = 12;
const SLOW_MS = 250;
const REST_MS = 10000; // After an error.
const HOW = 'Click, or move with the arrow keys, to ask about a place.';

export class Planes {
  constructor(store, host) {
    this.store = store;
    this.cards = new Map(); // id → {element, said, plane, resolution, key}
    this.axes = {};
    this.view = null;
    this.place = null;
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
    this.where = make('span', 'hint', HOW);
    this.aloud = make('p', 'unseen');
    this.aloud.setAttribute('role', 'status');
    this.body = make('div');
    this.body.append(this.chips, this.host, this.legend, this.aloud);
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
    if (changed.all) {
      this.forget();
    }
    if (changed.points || changed.all) this.isMoved = true;
    if (changed.learners || changed.focus || changed.all) this.arrange();
    const names = this.store.classes();
    if (names.join('\n') !== this.names.join('\n')) {
      this.names = names;
      this.recolour();
    }
    if (changed.steps && this.place !== null) this.answer();
  }

  /** After a snapshot there may be other learners and other fields. */
  forget() {
    if (this.application !== this.store.application) {
      this.application = this.store.application;
      this.chosen = null;
      this.axes = {};
      this.fields = null;
      this.place = null;
      this.view = null;
      this.cards = new Map(); // A learner of the same name is another.
      this.answer();
      this.show();
    }
    for (const card of this.cards.values()) card.key = null;
    this.poll.now();
  }

  recolour() {
    this.legend.replaceChildren(
      ...legend(this.names),
      dotted('wrong', 'predicted wrongly'),
      make('span', 'hint', 'The fuller the colour, the surer.'),
      this.where);
    for (const { plane } of this.cards.values()) plane.paintField(this.names);
    this.paint();
    this.offerLearners();
  }

  /** Ids of the learners whose planes are shown. */
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
      this.answer();
    }
    this.offerLearners();
  }

  card(id) {
    const element = make('article', 'plane-card');
    element.dataset.learner = id;
    const title = make('h3', '', brief(id));
    title.title = id;
    const host = make('div', 'plane');
    const words = make('p', 'said', '\u00a0');
    element.append(title, host, words);
    const plane = new Plane(host, id, (place) => this.ask(place), () => {
      plane.paintField(this.names);
      this.paintOne(plane);
    });
    plane.probe(this.place);
    if (this.view?.low) plane.name(this.view);
    return { element, said: words, plane, resolution: FINEST, key: null };
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

  /** Asks what is due, one question at a time. */
  async refresh() {
    if (this.isMoved && this.store.application !== null) {
      this.isMoved = false;
      await this.look();
    }
    for (const [id, card] of this.cards) {
      if (!this.view?.low) return; // It may be forgotten while an answer is awaited.
      if (this.isDue(id, card)) await this.refreshCard(id, card);
    }
  }

  isDue(id, { plane, key, restsUntil }) {
    return plane.onScreen && key !== this.keyOf(id) && !(performance.now() < restsUntil);
  }

  /** What a picture is of: the learner's step and the place. */
  keyOf(id) {
    const { x, y, low, high } = this.view;
    return JSON.stringify([this.store.steps.get(id), x, y, low, high]);
  }

  /** A learner that is slow to answer is asked for a coarser picture. */
  async refreshCard(id, card) {
    const { view } = this;
    card.key = this.keyOf(id); // Even if it fails: then what is seen stays until something changes.
    const learner = this.store.learners.get(id);
    if (learner && !learner.model && !this.store.run?.live) {
      card.plane.explain('Only the process that learns can ask this learner.');
      return;
    }
    const start = performance.now();
    const { answer, error } = await askField(this.store, id, view, card.resolution);
    const took = performance.now() - start;
    if (took > SLOW_MS) card.resolution = Math.max(COARSEST, Math.round(card.resolution * 0.7));
    else if (took < SLOW_MS / 4) card.resolution = Math.min(FINEST, card.resolution + 4);
    if (this.view?.x !== view.x || this.view?.y !== view.y || !this.cards.has(id)) return;
    if (error !== null) {
      card.plane.explain(error);
      card.restsUntil = performance.now() + REST_MS;
    }
    if (answer) {
      card.plane.explain('');
      card.plane.take(answer, this.names);
    }
  }

  /** Asks where the points are by now; the plane stays where it is as long as it shows them well. */
  async look() {
    const { axes, application } = this;
    const view = await askView(this.store, axes, this.view?.low && this.view);
    if (!view || axes !== this.axes || application !== this.application) return;
    const before = this.view;
    this.view = view;
    this.offerFields();
    this.show();
    if (!view.low) return;
    for (const { plane } of this.cards.values()) plane.name(view);
    this.paint();
    if (JSON.stringify([before?.low, before?.high]) !== JSON.stringify([view.low, view.high])) this.answer();
  }

  offerFields() {
    const { numeric, x, y } = this.view;
    if (numeric.join('\n') !== this.fields) {
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
    setText(this.hint, this.view === null ? 'No point has come yet.' : about(this.view.numeric));
  }

  /** Looks at another plane. */
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

  /** Asks every learner about a place; null asks no more. */
  ask(place) {
    this.place = place;
    for (const { plane } of this.cards.values()) plane.probe(place);
    this.answer();
  }

  /** Tells what the learners say about the place, by its latest position and parameters. */
  async answer() {
    this.isAsked = true;
    if (this.isAnswering) return;
    this.isAnswering = true;
    try {
      while (this.isAsked) {
        this.isAsked = false;
        await this.predict();
      }
    } finally {
      this.isAnswering = false;
    }
  }

  async predict() {
    const { place, view } = this;
    if (place === null || !view?.low) {
      this.tell(() => ({ text: '\u00a0', all: '' }), '');
      return;
    }
    const record = recordAt(view, place);
    const answers = await askAll(this.store, record);
    if (!answers || this.place === null) return;
    const of = new Map(answers.map((answer) => [answer.learner, answer]));
    this.tell((id) => said(of.get(id), this.store.learners.get(id)?.classes), placeText(view, record));
  }

  tell(saidBy, where) {
    const all = [];
    for (const [id, card] of this.cards) {
      const { text, all: shares } = saidBy(id);
      setText(card.said, text);
      card.said.title = shares;
      all.push(`${id}: ${text}`);
    }
    setText(this.where, where === '' ? HOW : `At ${where}, each learner says what stands below it.`);
    setText(this.aloud, where === '' ? '' : `At ${where}: ${all.join('. ')}`);
  }
}

function about(numeric) {
  if (numeric.length === 0) return 'No field is a number, so there is no plane to show.';
  if (numeric.length === 1) return `Only ${brief(numeric[0])} is a number; other fields are left out.`;
  return 'Other numbers are at their mean; fields of text are left out.';
}

function dotted(className, text) {
  const span = make('span', 'class');
  span.append(make('i', `dot ${className}`), make('span', '', text));
  return span;
}
