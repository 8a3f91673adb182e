// Precision over recall where a class is rare: of the learner in focus, and of the best other one.

import { brief } from '/js/classes.js';
import { fixed, make, percent, setText } from '/js/format.js';
import { heading, segments, svg } from '/js/panel.js';
import { Poll } from '/js/poll.js';
import { bestBeside, positiveOf, positiveShare, precisionOf } from '/js/rare.js';
import { learnerColour, learnerDash, swatchOf } from '/js/theme.js';

const ASK_MS = 2000;
const [WIDTH, HEIGHT] = [560, 260];
const CURVE = 'precision-recall';
const LEAST = 0.01; // A row of less recall is of a point or two, and its precision is chance.
const TOPS = [0.05, 0.1, 0.2, 0.5, 1]; // The greatest precision on the axis.

export class Ranking {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.scope = 'faded';
    const { header, hint } = heading(host, 'How well the rare are found');
    this.hint = hint;
    header.append(segments('Points counted', [['faded', 'Last 100 positives'], ['total', 'In total']],
      (scope) => { this.scope = scope; this.poll.now(); }));
    this.said = make('p', 'said-first');
    this.said.setAttribute('role', 'status');
    this.picture = svg('svg', { viewBox: `-46 -10 ${WIDTH + 60} ${HEIGHT + 52}`, role: 'img' });
    this.legend = make('ul', 'readout');
    const figure = make('figure', 'ranking');
    figure.append(this.legend, this.picture);
    host.append(this.said, figure);
    this.poll = new Poll(host, ASK_MS, () => this.ask());
  }

  update(changed) {
    this.host.hidden = this.positive() === null;
    if (changed.all || changed.focus) this.poll.now();
  }

  /** Returns the name of the class that is looked for: the rare one of two, or with a budget the positive one. */
  positive() {
    return positiveOf(this.store.learners.get(this.store.focus), this.store.decisions);
  }

  recolour() {
    this.poll.now();
  }

  /** Asks for the curve of the learner in focus, and of the best of the others. */
  async ask() {
    if (this.host.hidden) return;
    const { focus, learners } = this.store;
    const shown = [learners.get(focus), bestBeside(this.store, this.scope)].filter(Boolean);
    const lines = await Promise.all(shown.map(async (learner) => {
      const answer = await this.store.json(`/api/confusion?${new URLSearchParams({ learner: learner.id })}`);
      const rows = answer?.[this.scope]?.[CURVE]?.filter(([recall]) => recall >= LEAST);
      return { id: learner.id, precision: precisionOf(learner, this.scope), rows };
    }));
    if (this.store.focus === focus) this.show(lines.filter(({ rows }) => rows?.length > 0));
  }

  show(lines) {
    const learner = this.store.learners.get(this.store.focus);
    if (lines[0]?.id !== learner?.id) {
      setText(this.said, this.store.awaited);
      return;
    }
    const positive = brief(this.positive() ?? '');
    const share = positiveShare(learner);
    setText(this.hint, `Points are taken for class ${positive} in the order of their probability.`);
    if (this.isByCost) setText(this.said, byCost(this.store.decisions));
    else setText(this.said, this.atThreshold(lines[0]) ? besides(this.atThreshold(lines[0]), positive) : sentence(lines[0], positive));
    this.picture.setAttribute('aria-label', `Precision over recall. ${this.said.textContent}`);
    const most = Math.max(share, ...lines.flatMap(({ rows }) => rows.map(([, precision]) => precision)));
    const top = TOPS.find((each) => each >= most) ?? 1;
    this.legend.replaceChildren(...lines.map(({ id, precision }, i) => this.item(id, precision, i === 0)),
      item(make('i', 'guess'), 'a guess', fixed(share, 3)));
    this.picture.replaceChildren(...frame(top), guess(share / top),
      ...lines.map((line, i) => this.line(line, top, i === 0)).reverse());
  }

  /** Returns whether points are chosen by what they cost: then no place on the curve is their threshold. */
  get isByCost() {
    return Number.isFinite(this.store.decisions?.paid);
  }

  /** Returns the row at the threshold of the budget; null without one, or where costs order the points. */
  atThreshold({ rows }) {
    const { decisions } = this.store;
    return decisions?.budget && decisions.threshold <= 1
      ? rowAt(rows, decisions.threshold) : null;
  }

  item(id, precision, isFocus) {
    const made = item(swatchOf(this.store, id), id, fixed(precision, 3));
    made.classList.toggle('focus', isFocus);
    return made;
  }

  /** Draws steps, below which the area is the average precision, and a dot for each row. */
  line({ id, rows }, top, isFocus) {
    const index = this.store.indexOf(id);
    const stroke = learnerColour(index);
    const group = svg('g', {});
    let x = 0;
    const path = rows.map(([recall, precision]) => {
      const y = at(precision / top);
      const step = `${x === 0 ? 'M' : 'L'}${x},${y}H${WIDTH * recall}`;
      x = WIDTH * recall;
      return step;
    }).join('');
    const curve = svg('path', { class: isFocus ? 'curve focus' : 'curve', d: path });
    curve.style.stroke = stroke;
    curve.style.strokeDasharray = learnerDash(index).join(' ');
    group.append(curve);
    if (!isFocus) return group;
    const [x1, y1] = this.atThreshold({ rows }) ?? bestOf(rows);
    if (!this.isByCost) group.append(svg('circle', { class: 'said', cx: WIDTH * x1, cy: at(y1 / top), r: 8 }));
    if (this.atThreshold({ rows })) {
      const end = x1 > 0.8 ? 'end' : 'start';
      group.append(svg('text', { x: WIDTH * x1 + (end === 'end' ? -12 : 12), y: at(y1 / top) - 8, 'text-anchor': end }, 'threshold'));
    }
    group.append(...rows.map(([recall, precision, least]) => {
      const dot = svg('circle', { cx: WIDTH * recall, cy: at(precision / top), r: 3.5 });
      dot.style.fill = stroke;
      dot.append(svg('title', {},
        `from ${percent(least)} on: ${percent(recall)} found, ${percent(precision)} of those taken are right`));
      return dot;
    }));
    return group;
  }
}

/** Returns the row of the curve at a threshold: the last whose points are all above it. */
function rowAt(rows, threshold) {
  const above = rows.filter(([, , least]) => least >= threshold);
  return above.at(-1) ?? null;
}

const besides = ([recall, precision, least], positive) =>
  `The threshold of the budget is at ${percent(least)} now: it finds ${percent(recall)} of class ${positive} (recall), `
    + `and ${percent(precision)} of the alerts are right (precision).`;

const byCost = ({ precision, recall }) =>
  `Alerts are chosen by what they save, not by the probability alone: ${percent(recall)} were found so far, `
    + `and ${percent(precision)} of the labelled alerts were right.`;

const at = (share) => HEIGHT * (1 - share);

function item(mark, name, value) {
  const element = make('li');
  element.append(mark, make('span', 'of', name), make('b', '', `AP ${value}`));
  element.title = 'Average precision';
  return element;
}

function guess(share) {
  return svg('line', { class: 'ideal', x1: 0, y1: at(share), x2: WIDTH, y2: at(share) });
}

function frame(top) {
  const marks = [0, 0.5, 1].flatMap((share) => [
    svg('text', { x: WIDTH * share, y: HEIGHT + 16, 'text-anchor': share === 1 ? 'end' : 'middle' }, `${share * 100}`),
    svg('text', { x: -6, y: at(share) + 4, 'text-anchor': 'end' }, `${share * top * 100}`),
    svg('line', { class: 'frame', x1: 0, y1: at(share), x2: WIDTH, y2: at(share) }),
  ]);
  return [
    ...marks,
    svg('text', { x: WIDTH / 2, y: HEIGHT + 32, 'text-anchor': 'middle' }, 'recall, %'),
    svg('text', { x: -34, y: HEIGHT / 2, 'text-anchor': 'middle', transform: `rotate(-90 -34 ${HEIGHT / 2})` },
      'precision, %'),
  ];
}

/** Returns the row with the best F1, the harmonic mean of recall and precision. */
function bestOf(rows) {
  const f1 = ([recall, precision]) => 2 * recall * precision / (recall + precision);
  return rows.reduce((best, row) => (f1(row) > f1(best) ? row : best));
}

function sentence({ rows }, positive) {
  const [recall, precision, least] = bestOf(rows);
  return `Whoever takes all points with ${percent(least)} or more finds ${percent(recall)} of class ${positive} (recall), `
    + `and ${percent(precision)} of those taken are right (precision).`;
}
