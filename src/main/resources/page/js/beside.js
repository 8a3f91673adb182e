// The chart of the latest points: the amount that was predicted, its interval, and the label.

import uPlot from '/uplot/uPlot.js';
import { amountOf, distance, hasAmounts, interval, isOutside } from '/js/amounts.js';
import { Chart } from '/js/chart.js';
import { answerOf } from '/js/tailrow.js';
import { css, learnerColour } from '/js/theme.js';
import { amount, make, setText, tick, timeOf, toCome } from '/js/format.js';

/** Pixels for each point, and the fewest and most points. */
const EACH = 8;
const [FEWEST, MOST] = [30, 150];

const linear = { up: (value) => value, tick, read: amount, scale: {} };

export class Beside extends Chart {
  /** @param store the points; the chart is a group of its own, since its points are few and new */
  constructor(figure, store) {
    const group = {
      store, marks: [], sync: 'points', isNotebook: false, fill: () => {},
      unzoomed: () => this.whole(),
      zoomTo: (range) => { this.zoom = range; this.show(range ?? this.whole()); },
    };
    super(figure, { metric: 'mae', scope: 'faded', isLog: false }, {}, group);
    this.figure = figure;
    this.axis = linear;
    this.zoom = null;
    this.points = [];
    this.title = make('h3', '', 'Predicted beside true');
    this.choices.element.replaceChildren(this.title);
    this.readouts = ['predicted', 'interval', 'label', 'off', 'outside'].map((name) => this.readoutOf(name));
    this.readout.replaceChildren(this.when = make('li', 'when'), ...this.readouts.map(({ item }) => item));
    this.host.setAttribute('aria-label', 'Predicted beside true over time');
  }

  readoutOf(name) {
    const item = make('li', name === 'predicted' ? 'focus' : '');
    const value = make('b');
    if (name !== 'off') item.append(make('i', `key ${name}`));
    item.append(make('span', 'of', name === 'outside' ? 'label outside of the interval' : name), value);
    value.hidden = name === 'outside';
    return { item, value };
  }

  update() {
    this.figure.hidden = !hasAmounts(this.charts.store);
    if (this.figure.hidden) return;
    const { store } = this.charts;
    const count = Math.max(FEWEST, Math.min(MOST, Math.round(this.host.clientWidth / EACH) || MOST));
    this.points = store.points.map((point) => ({ point, said: amountOf(answerOf(point, store.focus).said) }))
      .filter(({ said }) => said !== null);
    const labelled = this.points.filter(({ point }) => point.label !== null);
    this.points = (labelled.length > 0 ? labelled : this.points) // Labels that come late come far behind the latest points.
      .sort((a, b) => a.point.time - b.point.time).slice(-count);
    this.by = this.points.length > 0 ? answerOf(this.points.at(-1).point, store.focus).by : null;
    if (this.key !== this.by || !this.plot) this.draw();
    this.tellOfNone(this.points.length === 0);
    this.plot.setData(this.columns(), false);
    this.show(this.zoom ?? this.whole());
  }

  draw() {
    this.key = this.by;
    this.plot?.destroy();
    const options = this.options();
    this.figure.style.setProperty('--said', options.series[3].stroke);
    this.plot = new uPlot(options, options.series.map(() => []), this.host);
  }

  options() {
    const options = super.options();
    const [stroke, label, bad] = [learnerColour(this.charts.store.indexOf(this.by)), css('--accent'), css('--bad')];
    const none = { stroke: 'transparent', points: { show: false } };
    const dots = (stroke, fill, size) => ({ paths: () => null, points: { show: true, size, width: 1.75, stroke, fill } });
    return {
      ...options,
      // The lower and upper ends, what was predicted, and the labels inside and outside.
      series: [{}, none, none, { stroke, width: 1.75, points: { show: false } },
        dots(label, label, 5), dots(bad, css('--surface'), 8)],
      bands: [{ series: [2, 1], fill: `${label}2e` }],
    };
  }

  /** Returns the times in seconds, and a column for each line; labels are inside or outside of their interval. */
  columns() {
    const of = (value) => this.points.map(({ point, said }) => value(said, point.label) ?? null);
    const labelIf = (isWanted) => (said, label) => (label !== null && isOutside(said, label) === isWanted ? label : null);
    return [this.points.map(({ point }) => point.time / 1000),
      of((said) => said.lower), of((said) => said.upper), of((said) => said.amount), of(labelIf(false)), of(labelIf(true))];
  }

  whole() {
    const [first, last] = [this.points[0], this.points.at(-1)].map((each) => (each?.point.time ?? 0) / 1000);
    return { min: first, max: Math.max(first + 0.001, last) };
  }

  tellOfNone(isEmpty) {
    this.host.hidden = isEmpty;
    this.readout.hidden = isEmpty;
    this.none.hidden = !isEmpty;
    setText(this.none, 'No point with a prediction has come yet.');
  }

  /** Shows the point under the cursor, or else the latest. */
  read() {
    const { idx } = this.plot?.cursor ?? {};
    const { point, said } = this.points[idx ?? this.points.length - 1] ?? {};
    if (!said) return;
    const { label } = point;
    setText(this.when, Number.isInteger(idx) ? [timeOf(point), point.id].filter(Boolean).join(' · ') : '');
    [amount(said.amount), interval(said), label === null ? toCome() : amount(label), label === null ? '–' : distance(said.amount, label), '']
      .forEach((text, i) => setText(this.readouts[i].value, text));
  }

  /** Returns the values as a sentence. */
  told() {
    return `${this.when.textContent}: ${this.readouts.slice(0, -1).map(({ item, value }) => `${item.querySelector('.of').textContent} ${value.textContent}`).join(', ')}`;
  }
}
