// One chart: the lines of the shown learners, baselines, marks, and the values under the cursor.

import uPlot from '/uplot/uPlot.js';
import { hasAmounts } from '/js/amounts.js';
import { baselinesOf } from '/js/baselines.js';
import { css, learnerColour, learnerDash, swatch } from '/js/theme.js';
import { Choices } from '/js/choices.js';
import { Flags } from '/js/flags.js';
import { explore } from '/js/explore.js';
import { drawNotebook } from '/js/notebook.js';
import { isNamed, scaleOf, usual } from '/js/scales.js';
import { PRECISION, isRare, positiveShare } from '/js/rare.js';
import { lately } from '/js/times.js';
import { arrange, make, metricName, metricOf, moment, setText, time } from '/js/format.js';

/** Whoever gives all points the same probability. */
const GUESS = { metric: PRECISION, line: 'a guess', dash: [4, 4] };

/** A baseline this far below the learners is not drawn, so that their lines have room. */
const FAR = 0.35;

/** A baseline this many times above the learners is not drawn either, of a metric that is better when smaller. */
const MUCH_MORE = 4;

/** The index of a scope's scores in a row of the history. */
const AT = { window: 2, faded: 3 };

/** The number of latest rows that tell whether a metric is known. */
const LATEST = 50;

export class Chart {
  /**
   * @param figure the element to fill
   * @param choice {metric, scope: 'window' | 'faded', isLog}; the user's choices change it
   * @param instead {rare, amounts}: the metrics that are shown instead where a class is rare, and of amounts
   * @param charts the group that has this chart
   */
  constructor(figure, choice, instead, charts) {
    this.choice = choice;
    this.instead = instead;
    this.charts = charts;
    this.lines = [];
    this.values = [];
    this.choices = new Choices(choice, () => charts.fill());
    this.readout = make('ul', 'readout');
    this.host = make('div', 'plot');
    const caption = make('figcaption');
    caption.append(this.choices.element, this.readout);
    figure.append(caption);
    this.flags = new Flags(this);
    this.none = make('p', 'none');
    this.none.hidden = true;
    const box = make('div', 'box');
    box.append(this.host, this.flags.element, this.none);
    figure.append(box);
    new ResizeObserver(() => this.host.hidden || this.plot?.setSize(this.size())).observe(this.host);
    explore(this);
  }

  size() {
    return { width: this.host.clientWidth, height: this.host.clientHeight };
  }

  /** Builds the chart again at the next scores, for example in other colours. */
  forget() {
    this.key = null;
  }

  /** Sets the times of the scores, and the gaps between them. */
  take(times, gaps) {
    const { store } = this.charts;
    const areAmounts = hasAmounts(store);
    const { rare, amounts } = this.instead;
    this.choices.offer(areAmounts ? [...new Set([amounts, ...store.metrics])] : store.metrics, areAmounts);
    this.isRare = isRare(store.learners.get(store.focus));
    this.choices.lead(areAmounts ? amounts : this.isRare ? rare : null);
    const ids = [...store.shownLearners];
    this.scope = this.scopeOf(ids);
    this.choices.tell(this.scope);
    const key = JSON.stringify([ids, store.focus, store.steps.size, this.choice, this.charts.isNotebook, this.guess() !== null]);
    if (key !== this.key) {
      this.key = key;
      this.build(ids);
    }
    this.fill(times, gaps);
  }

  /** Returns the chosen scope, or the other one if only that has the metric: AUC has no faded score. */
  scopeOf(ids) {
    const { store } = this.charts;
    const column = store.metrics.indexOf(this.choice.metric);
    const isKnown = (scope) => ids.some((id) =>
      (store.history.get(id) ?? []).slice(-LATEST).some((row) => Number.isFinite(row[AT[scope]]?.[column])));
    const other = this.choice.scope === 'faded' ? 'window' : 'faded';
    return !isKnown(this.choice.scope) && isKnown(other) ? other : this.choice.scope;
  }

  /** Returns the average precision of a guess, the share of the positive class, if that is to be drawn; else null. */
  guess() {
    const { learners, focus } = this.charts.store;
    return this.isRare && this.choice.metric === PRECISION ? positiveShare(learners.get(focus)) : null;
  }

  build(ids) {
    const { metric, isLog } = this.choice;
    this.axis = scaleOf(metric, isLog);
    this.host.title = this.axis.title ?? '';
    this.host.setAttribute('aria-label', `${metricName(metric)} over time`);
    this.lines = this.linesOf(ids);
    this.plot?.destroy();
    this.plot = null;
    this.values = this.lines.map((line, i) => {
      const { name, stroke, dash, isFocus } = line;
      const item = make('li', isFocus ? 'focus' : '');
      const value = make('b', '', '–');
      const text = make('span', 'of', name);
      text.title = name;
      item.append(swatch(stroke, dash), text, value);
      return { item, value, line, i };
    });
    this.when = make('li', 'when');
    this.readout.replaceChildren(this.when, ...this.values.map(({ item }) => item));
    if (ids.length > 0) {
      this.plot = new uPlot(this.options(), [[], ...this.lines.map(() => [])], this.host);
    }
  }

  /** Draws a line for each learner, the one in focus on top, and the baselines of its points. */
  linesOf(ids) {
    const { store } = this.charts;
    const { metric } = this.choice;
    const line = (id) => {
      const isFocus = id === store.focus;
      const index = store.indexOf(id);
      const stroke = learnerColour(index);
      return { id, metric, name: id, stroke, dash: learnerDash(index), width: isFocus ? 2.75 : 1.5, isFocus };
    };
    const baselines = this.guess() === null ? baselinesOf(metric) : [GUESS];
    const others = baselines.map((of) => ({
      id: store.focus, metric: of.metric, name: of.line, dash: of.dash, stroke: css('--mark'), width: 1, isBaseline: true,
    }));
    const focus = ids.filter((id) => id === store.focus);
    return [...ids.filter((id) => id !== store.focus), ...focus].map(line).concat(others);
  }

  options() {
    const axis = {
      stroke: css('--muted'),
      grid: { stroke: css('--line'), width: 1 },
      ticks: { show: false },
      font: `12px ${css('--font')}`,
    };
    return {
      ...this.size(),
      padding: [12, this.charts.isNotebook ? 42 : 28, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: this.charts.sync ?? 'time' },
        y: false,
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => this.charts.zoomTo(null) },
        points: { size: 7 },
        hover: { bias: -1 },
      },
      scales: { x: { time: true }, y: this.axis.scale },
      series: [{}, ...this.lines.map(({ stroke, dash, width }) =>
        ({ stroke, dash, width, spanGaps: false, points: { show: false } }))],
      axes: [
        { ...axis, size: 30, space: 80, values: (u, ticks, _, __, step) => ticks.map((t) => moment(t, step)) },
        { ...axis, size: 58, filter: (u, ticks) => ticks, values: (u, ticks) => this.labels(ticks, u.scales.y) },
      ],
      hooks: {
        drawClear: [(u) => this.flags.draw(u)],
        draw: [(u) => this.drawNotebook(u)],
        setCursor: [() => this.read()],
        setSelect: [(u) => this.selected(u)],
      },
    };
  }

  labels(ticks, scale) {
    const isLog = scale.distr === 3;
    return ticks.map((tick) =>
      (tick !== null && (!isLog || isNamed(tick, scale)) ? this.axis.tick(tick) : ''));
  }

  /** A line goes on where a learner has no score (undefined), but not across a gap (null). */
  fill(times, gaps) {
    if (!this.plot) return;
    const middles = new Set(gaps.map(({ from, to }) => (from + to) / 2));
    const all = [...times, ...middles].sort((a, b) => a - b);
    const columns = this.lines.map((line) => {
      const scores = this.scores(line);
      return all.map((t) => (middles.has(t) ? null : scores.get(t)));
    });
    this.tellOfNone(columns.every((column) => !column.some(Number.isFinite)));
    this.plot.usual = usual(columns.filter((_, i) => !this.lines[i].isBaseline));
    this.lines.forEach((line, i) => {
      if (line.isBaseline) this.fit(i + 1, usual([columns[i]]));
    });
    if (this.isRare) this.arrange();
    this.plot.setData([all.map((t) => t / 1000), ...columns], false);
  }

  /** Shows a sentence instead of axes without lines. */
  tellOfNone(isEmpty) {
    const { learners } = this.charts.store;
    this.host.hidden = isEmpty;
    this.flags.element.hidden = isEmpty;
    this.readout.hidden = isEmpty;
    this.none.hidden = !isEmpty;
    if (!isEmpty) return;
    const isUnlabelled = [...learners.values()].every(({ labelled }) => !(labelled > 0));
    setText(this.none, isUnlabelled ? 'No label has come yet. The curve begins with the first report after one.'
      : `No learner shown has a score here yet: ${metricName(this.choice.metric)}.`);
  }

  /** Puts the values in the order of the table. */
  arrange() {
    const { order } = this.charts.store;
    const place = ({ line }) => (line.isBaseline ? order.length : order.indexOf(line.id));
    this.values.sort((a, b) => place(a) - place(b));
    arrange(this.readout, [this.when, ...this.values.map(({ item }) => item)]);
  }

  /** Makes room for a baseline, unless it is far off. */
  fit(series, { low, high }) {
    const { plot } = this;
    const isCost = metricOf(this.choice.metric).lessIsBetter;
    const isFar = !this.choice.isLog && (isCost ? low > MUCH_MORE * plot.usual.high : high < plot.usual.low - FAR);
    if (plot.series[series].show === isFar) plot.setSeries(series, { show: !isFar });
    if (!isFar) plot.usual.low = Math.min(plot.usual.low, low);
    if (!isFar && isCost) plot.usual.high = Math.max(plot.usual.high, high);
  }

  /** Returns the heights of a line by time, without undefined scores. */
  scores({ id, metric, isBaseline }) {
    const { history, metrics } = this.charts.store;
    const column = metrics.indexOf(metric);
    const at = AT[this.scope];
    const level = isBaseline ? this.guess() : null;
    const defined = (history.get(id) ?? []).filter((row) => Number.isFinite(row[at]?.[column]));
    return new Map(defined.map((row) => [row[0], this.axis.up(level ?? row[at][column])]));
  }

  /** Shows a range of times, in seconds. */
  show(range) {
    this.plot?.batch(() => {
      this.plot.setScale('x', range);
      // uPlot alone would not move it if lines were hidden before there were any values.
      this.plot.setScale('y', { min: null, max: null });
    });
    this.read();
  }

  /** Shows the values under the cursor, or else the latest. */
  read() {
    if (!this.plot) return;
    const { idx } = this.plot.cursor;
    const times = this.plot.data[0];
    const at = idx ?? times.length - 1;
    setText(this.when, this.moment(idx, times));
    this.values.forEach(({ value, i }) =>
      setText(value, this.axis.read(lately(times, this.plot.data[i + 1], at))));
  }

  /** Shows the time under the cursor, and what happened there. */
  moment(idx, times) {
    if (idx === null || idx === undefined || !times[idx]) return '';
    return [time(times[idx] * 1000), ...this.flags.near(times[idx])].join(' · ');
  }

  /** Returns the values as a sentence. */
  told() {
    const values = this.values.map(({ value, line }) => `${line.name} ${value.textContent}`);
    return `${this.when.textContent}: ${values.join(', ')}`;
  }

  selected(u) {
    const { left, width } = u.select;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (width < 8) return;
    this.charts.zoomTo({ min: u.posToVal(left, 'x'), max: u.posToVal(left + width, 'x') });
  }

  drawNotebook(u) {
    if (this.charts.isNotebook && this.choice.metric === 'accuracy') drawNotebook(u, this.axis);
  }
}
