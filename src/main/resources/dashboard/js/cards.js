// The learners, a card each: what it is, how it does, and its plane.

import { Plane, viewOf } from '/js/plane.js';
import { hasPlane, positive, probabilities } from '/js/model.js';
import { brief, legend, nameOf } from '/js/classes.js';
import { Scores } from '/js/scores.js';
import { learnerColour, learnerDash } from '/js/theme.js';
import { arrange, coordinate, cost, count, make, percent, setText, small } from '/js/format.js';

const FIGURES = [
  ['size', (learner) => count(learner.size), 'How many parameters it has'],
  ['points', (learner) => count(learner.points)],
  ['steps', (learner) => count(learner.step)],
  ['late', (learner) => count(learner.late), 'Points of a window that was closed'],
  ['refused', (learner) => count(learner.refused), 'Steps that would have left the finite numbers'],
];

const MOST_TOLD = 20;

/** What a learner is, in a few words. */
function shape(learner) {
  const outputs = learner.classes.length > 2 ? learner.classes.length : 1;
  const names = {
    logistic: 'logistic regression',
    network: `${learner.features}–${learner.hidden}–${outputs} tanh network`,
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
    this.fields = new Set(); // To be painted, by id.
    this.points = new Set();
    this.pointsDirty = false;
    this.wireAxes();
  }

  wireAxes() {
    ['axis-x', 'axis-y'].forEach((name, axis) => {
      document.getElementById(name).addEventListener('change', (event) => {
        this.axes[axis] = Number(event.target.value);
        this.repaint();
      });
    });
  }

  /** Takes what has changed in the store. */
  update(changed) {
    this.arrange();
    for (const id of changed.parameters) this.fields.add(id);
    if (changed.points) this.pointsDirty = true;
    for (const [id, learner] of this.store.learners) this.fill(this.cards.get(id), learner);
    this.offerAxes();
    this.offerClasses();
    if (changed.parameters.length > 0) this.answer();
    this.legend.hidden = this.cards.size === 0;
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

  card(id) {
    const element = make('article', 'card');
    element.dataset.learner = id;
    const head = make('header');
    const name = make('h3', 'name');
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
    const plane = new Plane(host, id, (place) => this.ask(place), () => this.repaint());
    plane.probe(this.place);
    return { element, mark, accuracy, what, spread, how, lastCost, base, said, values, scores, plane };
  }

  fill(card, learner) {
    setText(card.accuracy, percent(learner.accuracy));
    setText(card.spread, `accuracy${error(learner)}`);
    setText(card.base, baselines(learner));
    card.scores.take(learner.scores);
    setText(card.lastCost, `cost ${cost(learner.cost)}`);
    setText(card.what, shape(learner));
    setText(card.how, rule(learner));
    card.how.title = JSON.stringify(learner.settings);
    FIGURES.forEach(([, text], i) => setText(card.values[i], text(learner)));
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
    for (const id of this.store.parameters.keys()) this.fields.add(id);
    this.pointsDirty = true;
  }

  /** Paints what is due and on screen; one field per call, so that the browser misses no frame. */
  paint() {
    if (this.pointsDirty && this.cards.size > 0) {
      this.look();
      this.pointsDirty = false;
      this.points = new Set(this.cards.keys());
    }
    const onScreen = (id) => this.cards.get(id)?.plane.onScreen;
    for (const id of [...this.points].filter(onScreen)) {
      this.points.delete(id);
      this.cards.get(id).plane.paintPoints(this.fitting(), this.view, this.names);
    }
    const id = [...this.fields].find(onScreen);
    if (id === undefined) return;
    this.fields.delete(id);
    const parameters = this.store.parameters.get(id);
    if (parameters?.features === this.features) {
      this.cards.get(id).plane.paintField(parameters, this.view, this.names);
    }
  }

  fitting() {
    return this.store.points.filter((point) => point.x.length === this.features);
  }

  /** Looks where the points are by now. */
  look() {
    const before = this.view;
    this.view = viewOf(
      this.store.points, this.features, ...this.axes, this.store.scaling(this.features), before);
    for (const { plane } of this.cards.values()) plane.name(this.view);
    if (before?.low.join() !== this.view.low.join()
      || before.high.join() !== this.view.high.join()) {
      this.repaint();
      this.answer();
    }
  }

  /** Asks every learner about a place; null asks no more. */
  ask(place) {
    this.place = place;
    for (const card of this.cards.values()) card.plane.probe(place);
    this.answer();
    const said = [...this.cards].map(([id, card]) => `${id}: ${card.said.textContent}`).join('. ');
    setText(document.getElementById('probe-said'), place === null ? '' : said);
  }

  answer() {
    for (const [id, card] of this.cards) {
      const { text, all } = this.says(id);
      setText(card.said, text);
      card.said.title = all;
    }
  }

  says(id) {
    const parameters = this.store.parameters.get(id);
    if (this.place === null || !this.view || parameters?.features !== this.features) {
      return { text: '\u00a0', all: '' };
    }
    if (!hasPlane(parameters)) return { text: 'no model to be asked', all: '' };
    const { low, high, first, second, centre } = this.view;
    const x = [...centre];
    const at = (axis) => low[axis] + this.place[axis] * (high[axis] - low[axis]);
    if (second !== first) x[second] = at(1);
    x[first] = at(0);
    const here = second === first
      ? coordinate(x[first])
      : `${coordinate(x[first])}, ${coordinate(x[second])}`;
    return answer(parameters, x, here);
  }
}

/** Of two classes how probable the positive one is, else the most probable one; and all of them. */
function answer(parameters, x, here) {
  const p = probabilities(parameters, x);
  const order = p.map((_, k) => k).sort((a, b) => p[b] - p[a]);
  const shown = positive(parameters) < 0 ? order[0] : positive(parameters);
  const name = (k) => nameOf(parameters.classes[k]);
  return {
    text: `Label ${brief(name(shown))} at (${here}): ${percent(p[shown])}`,
    all: order.slice(0, MOST_TOLD).map((k) => `${name(k)}: ${percent(p[k])}`).join('\n'),
  };
}
