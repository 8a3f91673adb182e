// Two charts on one time axis, each of a chosen metric.

import { ERROR } from '/js/amounts.js';
import { Beside } from '/js/beside.js';
import { Chart } from '/js/chart.js';
import { GLYPHS } from '/js/flags.js';
import { count, countsRows, element, make, plain, setText, time } from '/js/format.js';
import { PRECISION, RECALL } from '/js/rare.js';
import { isNotebook } from '/js/notebook.js';
import { gapsIn, newestOf, timesOf } from '/js/times.js';

/** The number of latest marks listed below the charts. */
const TOLD = 4;

export class Charts {
  constructor(store) {
    this.store = store;
    this.zoom = null;
    this.times = [];
    this.gaps = [];
    this.marks = [];
    this.charts = [
      new Chart(element('accuracy'), { metric: 'accuracy', scope: 'faded', isLog: false }, { rare: PRECISION, amounts: ERROR }, this),
      new Chart(element('cost'), { metric: 'cost', scope: 'faded', isLog: true }, { rare: RECALL, amounts: 'gain' }, this),
    ];
    this.beside = new Beside(element('beside'), store);
    for (const input of document.querySelectorAll('#span input')) {
      input.addEventListener('change', () => this.zoomTo(null));
    }
    element('zoom-out').addEventListener('click', () => this.zoomTo(null));
  }

  /** Returns the range shown without a zoom, in seconds. */
  unzoomed() {
    const min = this.from() / 1000;
    return { min, max: Math.max(min + 1, this.newest / 1000) };
  }

  /** Returns its start: some seconds ago, or the start of this run or of all. */
  from() {
    const span = document.querySelector('#span input:checked').value;
    const first = this.times[0];
    if (span === 'all') return first;
    if (span === 'run') return this.gaps.filter(({ to }) => to <= this.newest).at(-1)?.to ?? first;
    return Math.max(first, this.newest - Number(span) * 1000);
  }

  /** Shows a range of times, in seconds; null goes back to the present. */
  zoomTo(range) {
    this.zoom = range;
    element('zoom-out').hidden = range === null;
    this.show();
  }

  /** Takes new scores, and builds the charts again if the lines differ. */
  update(changed) {
    if (changed.all || changed.points || changed.focus || changed.learners) this.beside.update();
    if (!(changed.all || changed.history || changed.focus || changed.shown || changed.marks)) return;
    if (changed.all) this.zoomTo(null);
    this.fill();
  }

  recolour() {
    [...this.charts, this.beside].forEach((chart) => chart.forget());
    this.beside.update();
    this.fill();
  }

  fill() {
    const { store } = this;
    element('charts').hidden = store.learners.size === 0;
    this.nameSpans();
    if (store.learners.size === 0) return;
    const shown = [...store.shownLearners];
    this.times = timesOf(shown.map((id) => store.history.get(id) ?? []));
    this.newest = newestOf(this.times);
    this.gaps = gapsIn(this.times);
    this.marks = [...store.marks].sort((a, b) => a.time - b.time);
    this.isNotebook = isNotebook(store);
    this.charts.forEach((chart) => chart.take(this.times, this.gaps));
    element('marks').hidden =
      !this.isNotebook || this.charts.every(({ choice }) => choice.metric !== 'accuracy');
    this.show();
  }

  /** Names the spans to choose from; if rows are counted, a millisecond is a row. */
  nameSpans() {
    for (const input of document.querySelectorAll('#span input')) {
      const minutes = Number(input.value) / 60;
      if (!(minutes > 0)) continue;
      setText(input.nextElementSibling, countsRows() ? `${count(minutes * 60000)} rows` : `${minutes} min`);
    }
  }

  show() {
    if (this.times.length === 0) return;
    const range = this.zoom ?? this.unzoomed();
    this.charts.forEach((chart) => chart.show(range));
    this.tell(range);
  }

  /** Lists the latest marks on the charts. */
  tell({ min, max }) {
    const marks = this.marks
      .filter((mark) => mark.time >= min * 1000 && mark.time <= max * 1000).slice(-TOLD);
    const texts = marks.map((mark) => `${time(mark.time)} ${plain(mark.text)}`);
    if (texts.join('\n') === this.told) return;
    this.told = texts.join('\n');
    element('events').replaceChildren(...marks.map((mark, i) => {
      const item = make('li');
      const glyph = make('i', 'glyph', GLYPHS[mark.kind] ?? '•');
      glyph.setAttribute('aria-hidden', 'true');
      item.append(glyph, make('span', '', texts[i]));
      return item;
    }));
  }
}
