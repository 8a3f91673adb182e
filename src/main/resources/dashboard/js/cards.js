// The learners, a card each: what it is, how it does, and its plane.

import { Plane } from '/js/plane.js';
import { askAbout, askField, askView, hasModel } from '/js/ask.js';
import { legend } from '/js/classes.js';
import { Scores } from '/js/scores.js';
import { learnerColour, learnerDash } from '/js/theme.js';
import { arrange, cost, count, make, percent, setText, small } from '/js/format.js';

const FIGURES = [
  ['size', (learner) => count(learner.size), 'How many parameters it has'],
  ['points', (learner) => count(learner.points)],
  ['steps', (learner) => count(learner.step)],
  ['weight', (learner, weight) => weight?.toFixed(3) ?? '–', 'How much of the blend’s answers it is; below 0 the blend says the contrary'],
  ['late', (learner) => count(learner.late), 'Points of a window that was closed'],
  ['refused', (learner) => count(learner.refused), 'Steps that would have left the finite numbers'],
];

const WEIGHT = FIGURES.findIndex(([name]) => name === 'weight');

/** So long between two rounds of questions. */
const ASK_MS = 250;

/** What a learner is, in a few words. */
function shape(learner) {
  const outputs = learner.classes.length > 2 ? learner.classes.length : 1;
  const names = {
    logistic: 'logistic regression',
    network: `${learner.features}–${learner.hidden}–${outputs} tanh network`,
    blend: `blend of ${Object.keys(learner.weights).length} learners`,
  };
  return names[learner.kind] ?? learner.kind;
}

/** How it learns, in a few words. */
function rule({ settings }) {
  if (!settings?.optimiser) return '';
  const optimiser = String(settings.optimiser).replace('-', ' ');
  const replay = settings.replay > 0 ? `, replay ${settings.replay}` : '';
  return `${optimiser} ${small(settings.learningRate)}${replay}`;
}

/** Why a learner has no regions; empty when it has. */
function reason(learner) {
  if (hasModel(learner)) return '';
  if (learner.settings?.view === 'full') return 'It sees more than numbers: only the points are shown.';
  return learner.model
    ? 'No label has come yet.'
    : `A learner of kind ${learner.kind} publishes no model, so only the points are shown.`;
}

/** The standard error of an accuracy a of n points, √(a(1−a)/n). */
function error({ accuracy, scores }) {
  const n = scores?.window?.n;
  return accuracy === null || !(n > 0) ? '' : ` ± ${percent(Math.sqrt(accuracy * (1 - accuracy) / n))}`;
}

/** What the two baselines reached on the same points. */
function baselines({ scores }) {
  const { 'last-label': last, majority } = scores?.window ?? {};
  return `last label ${percent(last)} · majority ${percent(majority)}`;
}

/** A short stroke in a line's colour and dash, as in the charts. */
export function swatch(stroke, dash) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'swatch');
  svg.setAttribute('viewBox', '0 0 26 4');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  for (const [name, value] of Object.entries({ x1: 1, x2: 25, y1: 2, y2: 2 })) {
    line.setAttribute(name, value);
  }
  line.style.stroke = stroke;
  line.style.strokeDasharray = dash.join(' ');
  svg.append(line);
  return svg;
}

export class Cards {
  constructor(store) {
    this.store = store;
    this.host = document.getElementById('cards');
    this.legend = document.getElementById('legend');
    this.cards = new Map();
    this.place = null;
    this.view = null;
    this.axes = [0, 1];
    this.names = []; // Of the classes, in the order of their colours.
    this.points = new Set(); // Ids of the cards whose points are to be drawn.
    this.isLive = false;
    this.isMoved = true; // Whether the points may lie elsewhere than they did.
    this.wireAxes();
    this.follow();
  }

  wireAxes() {
    ['axis-x', 'axis-y'].forEach((name, axis) => {
      document.getElementById(name).addEventListener('change', (event) => {
        this.axes[axis] = Number(event.target.value);
        this.turn();
      });
    });
  }

  /** Takes what has changed in the store. */
  update(changed) {
    this.arrange();
    if (changed.all) this.forgetPictures();
    if (changed.points) {
      this.isMoved = true;
      this.points = new Set(this.cards.keys());
    }
    const weights = this.store.weights();
    for (const [id, learner] of this.store.learners) this.fill(this.cards.get(id), learner, weights.get(id));
    this.offerAxes();
    this.offerClasses();
    if (changed.steps && this.place !== null) this.answer();
    this.legend.hidden = this.cards.size === 0;
    // Where nobody has regions to show, empty planes would only push the scores off the screen.
    const arePlanes = [...this.store.learners.values()].some(({ model }) => model);
    this.host.classList.toggle('no-planes', !arePlanes);
    this.legend.classList.toggle('no-planes', !arePlanes);
  }

  /** One card per learner, in the server's order. */
  arrange() {
    const ids = [...this.store.learners.keys()];
    if (ids.join() === [...this.cards.keys()].join()) return;
    const before = this.cards;
    this.cards = new Map(ids.map((id) => [id, before.get(id) ?? this.card(id)]));
    arrange(this.host, [...this.cards.values()].map((card) => card.element));
    this.recolour();
  }

  /** After a snapshot a learner may be another at the same step. */
  forgetPictures() {
    this.isMoved = true;
    for (const card of this.cards.values()) card.key = null;
  }

  card(id) {
    const element = make('article', 'card');
    element.dataset.learner = id;
    const head = make('header');
    const name = make('h3', 'name');
    name.title = id;
    const mark = make('span', 'mark');
    name.append(mark, make('span', '', id));
    const accuracy = make('p', 'accuracy', '–');
    accuracy.title = 'Share of the last window predicted rightly, before learning';
    const what = make('p');
    const how = make('p');
    const spread = make('p');
    spread.title = 'With its standard error';
    const lastCost = make('p');
    lastCost.title = 'Mean cross-entropy in the last window, before learning';
    const base = make('p', 'baselines');
    base.title = 'What predicting the last label, or the most frequent one, would have got right';
    head.append(name, accuracy, what, spread, how, lastCost, base);
    const host = make('div', 'plane');
    const said = make('p', 'said', '\u00a0');
    const figures = make('dl', 'figures');
    const values = FIGURES.map(([label, , title]) => {
      const pair = make('div');
      if (title) pair.title = title;
      const value = make('dd', '', '–');
      pair.append(make('dt', '', label), value);
      figures.append(pair);
      return value;
    });
    const scores = new Scores();
    scores.element.addEventListener('toggle', () => this.open(scores.element.open));
    element.append(head, host, said, figures, scores.element);
    const plane = new Plane(host, id, (place) => this.ask(place), () => {
      plane.paintField(this.names);
      this.points.add(id);
    });
    plane.probe(this.place);
    return { element, mark, accuracy, what, spread, how, lastCost, base, said, values, scores, plane };
  }

  fill(card, learner, weight) {
    setText(card.accuracy, percent(learner.accuracy));
    setText(card.spread, `accuracy${error(learner)}`);
    setText(card.base, baselines(learner));
    card.scores.take(learner.scores);
    setText(card.lastCost, `cost ${cost(learner.cost)}`);
    setText(card.what, shape(learner));
    setText(card.how, rule(learner));
    card.plane.explain(reason(learner));
    card.how.title = JSON.stringify(learner.settings);
    FIGURES.forEach(([, text], i) => setText(card.values[i], text(learner, weight)));
    card.values[WEIGHT].parentElement.hidden = weight === undefined;
    card.values[FIGURES.length - 1].parentElement.classList.toggle('alarming', learner.refused > 0);
  }

  /** All tables of scores are open, or none: they are there to be compared. */
  open(isOpen) {
    for (const { scores } of this.cards.values()) scores.element.open = isOpen;
  }

  /** Classes may appear at any time, and then all that is in their colours is painted anew. */
  offerClasses() {
    const names = this.store.classes();
    if (names.join('\n') === this.names.join('\n')) return;
    this.names = names;
    this.recolour();
  }

  offerAxes() {
    const features = this.store.features();
    if (this.features === features) return;
    this.features = features;
    this.axes = [0, Math.min(1, features - 1)];
    this.turn();
    document.getElementById('axes').hidden = features <= 2;
    ['axis-x', 'axis-y'].forEach((name, axis) => {
      const select = document.getElementById(name);
      select.replaceChildren(...Array.from({ length: features }, (_, d) => {
        const option = make('option', '', `feature ${d}`);
        option.value = d;
        return option;
      }));
      select.value = this.axes[axis];
    });
  }

  recolour() {
    [...this.cards.values()].forEach((card, i) => card.mark.replaceChildren(swatch(learnerColour(i), learnerDash(i))));
    document.getElementById('classes').replaceChildren(...legend(this.names));
    setText(document.getElementById('boundary'),
      this.names.length > 2 ? 'two classes equally probable' : 'probability 0.5');
    this.repaint();
  }

  repaint() {
    for (const { plane } of this.cards.values()) plane.paintField(this.names);
    this.points = new Set(this.cards.keys());
  }

  /** Draws the points that are due and on screen, once per frame of the browser. */
  paint() {
    if (!this.view) return;
    const fitting = this.store.points.filter((point) => point.x.length === this.features);
    for (const id of this.points) {
      const plane = this.cards.get(id)?.plane;
      if (!plane?.onScreen) continue;
      this.points.delete(id);
      plane.paintPoints(fitting, this.view, this.names);
    }
  }

  /** Asks the server a few times a second for what is due, one question at a time. */
  async follow() {
    try {
      if (this.isLive && !document.hidden && this.cards.size > 0) await this.refresh();
    } finally {
      setTimeout(() => this.follow(), ASK_MS);
    }
  }

  async refresh() {
    if (this.isMoved) {
      this.isMoved = false;
      await this.look();
    }
    for (const [id, card] of this.cards) {
      const key = this.keyOf(id);
      if (!card.plane.onScreen || key === null || card.key === key) continue;
      card.key = key; // Even if it fails: then what is seen stays until something changes.
      const answer = await askField(this.store.learners.get(id), this.view);
      if (answer && this.keyOf(id) !== null) card.plane.take(answer, this.names);
    }
  }

  /** What a picture is of: the learner's step and the place; null where there can be none. */
  keyOf(id) {
    const learner = this.store.learners.get(id);
    if (!this.view || !hasModel(learner) || learner.features !== this.features) return null;
    const { first, second, low, high } = this.view;
    return [this.store.steps.get(id), first, second, low, high].join();
  }

  /** Asks where the points are by now; the plane stays where it is as long as it shows them well. */
  async look() {
    const before = this.view;
    const view = await askView(this.axes, before);
    if (!view) return;
    const { first, second, centre } = view;
    if ([first, second, centre.length].join() !== [...this.axes, this.features].join()) {
      this.isMoved = true; // There are other axes or features since it was asked.
      return;
    }
    this.view = view;
    for (const { plane } of this.cards.values()) plane.name(view);
    this.points = new Set(this.cards.keys());
    if (before?.low.join() !== view.low.join() || before.high.join() !== view.high.join()) {
      this.answer();
    }
  }

  /** Looks at another plane. */
  turn() {
    this.view = null;
    this.isMoved = true;
  }

  /** Asks every learner about a place; null asks no more. */
  ask(place) {
    this.place = place;
    for (const card of this.cards.values()) card.plane.probe(place);
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
    if (place === null || !view || view.centre.length !== this.features) {
      this.tell(() => ({ text: '\u00a0', all: '' }), false);
      return;
    }
    const said = await askAbout([...this.store.learners.values()], view, place);
    if (said && this.place !== null) this.tell((id) => said(this.store.learners.get(id)), true);
  }

  tell(saidBy, isAloud) {
    for (const [id, card] of this.cards) {
      const { text, all } = saidBy(id);
      setText(card.said, text);
      card.said.title = all;
    }
    const said = [...this.cards].map(([id, card]) => `${id}: ${card.said.textContent}`).join('. ');
    setText(document.getElementById('probe-said'), isAloud ? said : '');
  }
}
