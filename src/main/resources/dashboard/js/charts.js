// Cost and a score of choice over time, all learners in one chart each.

import uPlot from '/uplot/uPlot.js';
import { css, learnerColour, learnerDash } from '/js/theme.js';
import { swatch } from '/js/cards.js';
import { explore } from '/js/explore.js';
import { make, metricName, moment, score, setText, small, time } from '/js/format.js';

/** Costs below are drawn here: a logarithm knows no 0. */
const LEAST_COST = 1e-7;

/** Nothing was learned between two times that are so far apart, and so many usual steps. */
const GAP_MS = 10000;
const GAP_STEPS = 5;
const AROUND = 10;

/** A score of a later time is of a wrong clock, and not where the charts end. */
const AHEAD_MS = 3600000;

/** The power of ten at or below (−1), or at or above (1). */
const decade = (value, side) =>
  10 ** (side < 0 ? Math.floor(Math.log10(value)) : Math.ceil(Math.log10(value) + 1e-9));

const COST = {
  metric: 'cost',
  clean: (value) => Math.max(LEAST_COST, value),
  scale: {
    distr: 3,
    range: (u, low, high) => (low === null
      ? [0.01, 1]
      : [decade(Math.max(low, u.usualLow ?? low), -1), decade(high, 1)]),
  },
  tick: small,
  marks: [],
  baselines: [],
};

/** Of what there is to choose: thin lines beside the accuracy, which they are. */
const BASELINES = [
  { metric: 'last-label', name: 'last label', dash: [2, 3] },
  { metric: 'majority', name: 'majority', dash: [8, 4] },
];

const ACCURACY = {
  tick: (value) => `${Math.round(value * 100)} %`,
  marks: [0.99, 0.66],
  baselines: BASELINES,
};

/** How a score that is at most 1 is drawn. */
function kindOf(metric) {
  return {
    metric,
    clean: (value) => value,
    scale: {
      range: (u, low, high) =>
        [Math.floor(Math.min(low ?? 0.5, 0.5) * 10) / 10, Math.max(1, high ?? 1)],
    },
    tick: small,
    marks: [],
    baselines: [],
    ...(metric === 'accuracy' ? ACCURACY : {}),
  };
}

/** What can be chosen: all but the cost, which is always shown, and the baselines. */
const isOffered = (metric) =>
  metric !== COST.metric && BASELINES.every((baseline) => baseline.metric !== metric);

/** Whether the points are the notebook's spiral, so that what it reached can stand beside them. */
const isNotebook = ({ feed }) => feed?.arms === 2;

export class Charts {
  constructor(store) {
    this.store = store;
    this.zoom = null;
    this.ids = [];
    this.choice = document.getElementById('metric');
    this.choice.addEventListener('change', () => this.rebuild());
    this.charts = [
      new Chart('cost', () => COST, this),
      new Chart('accuracy', () => kindOf(this.choice.value), this),
    ];
    for (const input of document.querySelectorAll('#span input')) {
      input.addEventListener('change', () => this.zoomTo(null));
    }
    document.getElementById('zoom-out').addEventListener('click', () => this.zoomTo(null));
  }

  /** What is shown without a zoom, in seconds. */
  unzoomed() {
    const min = this.from() / 1000;
    return { min, max: Math.max(min + 1, this.newest / 1000) };
  }

  /** When that begins: so many seconds ago, or at the start of this run or of all. */
  from() {
    const span = document.querySelector('#span input:checked').value;
    const first = this.times[0];
    if (span === 'all') return first;
    if (span === 'run') return this.gaps.filter(({ to }) => to <= this.newest).at(-1)?.to ?? first;
    return Math.max(first, this.newest - Number(span) * 1000);
  }

  /** Shows from one time to another, in seconds; null goes back to the present. */
  zoomTo(range) {
    this.zoom = range;
    document.getElementById('zoom-out').hidden = range === null;
    this.show();
  }

  /** Builds the charts anew, as for other learners or other colours. */
  rebuild() {
    this.ids = [...this.store.learners.keys()];
    this.charts.forEach((chart) => chart.build(this.ids));
    this.update();
  }

  /** Takes new scores. */
  update() {
    this.offer();
    if (this.ids.join() !== [...this.store.learners.keys()].join()) {
      this.rebuild();
      return;
    }
    this.times = [...new Set([...this.store.history.values()].flatMap((scores) =>
      scores.map((score) => score[0])))].sort((a, b) => a - b);
    const possible = this.times.filter((time) => time <= Date.now() + AHEAD_MS);
    this.newest = (possible.length > 0 ? possible : this.times).at(-1);
    this.gaps = gapsIn(this.times);
    this.charts.forEach((chart) => chart.fill(this.times, this.gaps));
    document.getElementById('marks').hidden =
      !isNotebook(this.store) || this.choice.value !== 'accuracy';
    this.show();
  }

  /** Offers metrics that have appeared; what was chosen stays. */
  offer() {
    const known = new Set([...this.choice.options].map((option) => option.value));
    for (const metric of this.store.metrics.filter(isOffered)) {
      if (known.has(metric)) continue;
      const option = make('option', '', metricName(metric));
      option.value = metric;
      this.choice.append(option);
    }
  }

  show() {
    if (!this.times?.length) return;
    const range = this.zoom ?? this.unzoomed();
    this.charts.forEach((chart) => chart.plot?.setScale('x', range));
    this.charts.forEach((chart) => chart.read());
  }
}

/**
 * The gaps between times, each {from, to}. Older scores are merged and farther apart, so what is
 * usual is the median of the steps around.
 */
export function gapsIn(times) {
  const step = (i) => times[i + 1] - times[i];
  const isGap = (i) => {
    if (step(i) <= GAP_MS) return false;
    const start = Math.max(0, i - AROUND);
    const end = Math.min(times.length - 2, i + AROUND);
    const around = Array.from({ length: end - start + 1 }, (_, k) => step(start + k))
      .sort((a, b) => a - b);
    return step(i) > GAP_STEPS * around[(around.length - 1) >> 1];
  };
  return times.flatMap((from, i) =>
    (i + 1 < times.length && isGap(i) ? [{ from, to: times[i + 1] }] : []));
}

/** What a line shows at a time, in seconds: where it goes on without a score, the one before. */
export function lately(times, scores, at) {
  let before = at;
  while (scores[before] === undefined && before > 0) before -= 1;
  let after = at;
  while (scores[after] === undefined && after < times.length - 1) after += 1;
  const goesOn = Number.isFinite(scores[after]) || times[at] - times[before] <= GAP_MS / 1000;
  return goesOn ? scores[before] : undefined;
}

/** The lowest of the learners' tenth percentiles: one lucky window does not stretch the scale. */
function usualLow(columns) {
  const lows = columns.map((column) => {
    const sorted = column.filter(Number.isFinite).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 10)] ?? Infinity;
  });
  return Math.min(...lows);
}

class Chart {
  /**
   * @param name of the figure
   * @param kind gives what it shows when it is built
   */
  constructor(name, kind, charts) {
    this.kindNow = kind;
    this.kind = kind();
    this.charts = charts;
    this.lines = [];
    this.values = [];
    const figure = document.getElementById(name);
    this.host = figure.querySelector('.plot');
    this.readout = figure.querySelector('.readout');
    new ResizeObserver(() => this.fit()).observe(this.host);
    explore(this);
  }

  size() {
    return { width: this.host.clientWidth, height: this.host.clientHeight };
  }

  fit() {
    this.plot?.setSize(this.size());
  }

  build(ids) {
    this.kind = this.kindNow();
    this.lines = this.linesOf(ids);
    this.plot?.destroy();
    this.plot = null;
    this.values = this.lines.map(({ name, stroke, dash }) => {
      const item = make('li');
      const value = make('b', '', '–');
      item.append(swatch(stroke, dash), make('span', '', name), value);
      return { item, value };
    });
    this.when = make('li', 'when');
    this.readout.replaceChildren(...this.values.map(({ item }) => item), this.when);
    if (ids.length > 0) {
      this.plot = new uPlot(this.options(), [[], ...this.lines.map(() => [])], this.host);
    }
  }

  /** A line for each learner; the baselines are of the first one's points. */
  linesOf(ids) {
    const { metric, baselines } = this.kind;
    const learners = ids.map((id, i) =>
      ({ id, metric, name: id, stroke: learnerColour(i), dash: learnerDash(i), width: 2 }));
    const others = baselines.map((baseline) =>
      ({ ...baseline, id: ids[0], stroke: css('--mark'), width: 1 }));
    return learners.concat(others);
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
      padding: [8, this.kind.marks.length > 0 ? 42 : 28, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: 'time' },
        y: false,
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => this.charts.zoomTo(null) },
        points: { size: 7 },
        hover: { bias: -1 },
      },
      scales: { x: { time: true }, y: this.kind.scale },
      series: [{}, ...this.lines.map(({ stroke, dash, width }) =>
        ({ stroke, dash, width, spanGaps: false, points: { show: false } }))],
      axes: [
        { ...axis, size: 30, space: 80, values: (u, ticks, _, __, step) => ticks.map((t) => moment(t, step)) },
        { ...axis, size: 58, values: (u, ticks) => this.labels(ticks) },
      ],
      hooks: {
        draw: [(u) => this.marks(u)],
        setCursor: [() => this.read()],
        setSelect: [(u) => this.selected(u)],
      },
    };
  }

  /** On a log scale only powers of ten are named. */
  labels(ticks) {
    const all = this.kind.scale.distr === 3
      ? ticks.map((tick) => (tick !== null && Math.abs(Math.log10(tick) % 1) < 1e-9 ? tick : null))
      : ticks;
    return all.map((tick) => (tick === null ? '' : this.kind.tick(tick)));
  }

  /** Where a learner lacks a time its line goes on (undefined), but not across a gap (null). */
  fill(times, gaps) {
    const middles = new Set(gaps.map(({ from, to }) => (from + to) / 2));
    const all = [...times, ...middles].sort((a, b) => a - b);
    const columns = this.lines.map((line) => {
      const scores = this.scores(line);
      return all.map((t) => (middles.has(t) ? null : scores.get(t)));
    });
    if (this.plot) this.plot.usualLow = usualLow(columns);
    this.plot?.setData([all.map((t) => t / 1000), ...columns], false);
  }

  /** The scores of a line by their time; those that are undefined are not among them. */
  scores({ id, metric }) {
    const { history, metrics } = this.charts.store;
    const column = 1 + metrics.indexOf(metric);
    const defined = (history.get(id) ?? []).filter((row) =>
      column > 0 && row[column] !== null && row[column] !== undefined);
    return new Map(defined.map((row) => [row[0], this.kind.clean(row[column])]));
  }

  /** Tells the values under the cursor, or else the latest. */
  read() {
    if (!this.plot) return;
    const { idx } = this.plot.cursor;
    const times = this.plot.data[0];
    const at = idx ?? times.length - 1;
    setText(this.when, idx === null || idx === undefined || !times[at] ? '' : time(times[at] * 1000));
    this.values.forEach(({ value }, i) =>
      setText(value, score(this.kind.metric, lately(times, this.plot.data[i + 1], at))));
  }

  /** The read-out as a sentence. */
  told() {
    const values = this.values.map(({ value }, i) => `${this.lines[i].name} ${value.textContent}`);
    return `${this.when.textContent}: ${values.join(', ')}`;
  }

  selected(u) {
    const { left, width } = u.select;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (width < 8) return;
    this.charts.zoomTo({ min: u.posToVal(left, 'x'), max: u.posToVal(left + width, 'x') });
  }

  /** What the notebook reached, when the points are its spiral: a line, its value beside it. */
  marks(u) {
    if (!isNotebook(this.charts.store)) return;
    const { ctx } = u;
    const ratio = devicePixelRatio;
    const right = u.bbox.left + u.bbox.width;
    ctx.save();
    ctx.strokeStyle = css('--mark');
    ctx.fillStyle = css('--muted');
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.font = `${12 * ratio}px ${css('--font')}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    for (const value of this.kind.marks) {
      const y = Math.round(u.valToPos(value, 'y', true));
      ctx.beginPath();
      ctx.moveTo(u.bbox.left, y);
      ctx.lineTo(right, y);
      ctx.stroke();
      ctx.fillText(this.kind.tick(value), right + 6 * ratio, y);
    }
    ctx.restore();
  }
}
