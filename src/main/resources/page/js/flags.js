// Marks events on a chart: a thin line with a flag on top that says what happened.

import { css } from '/js/theme.js';
import { arrange, make, plain, time } from '/js/format.js';

export const GLYPHS = { restart: '↻', class: 'C', field: 'F', drift: '▼', version: 'V' };

/** Flags closer than this become one, in pixels. */
const CLOSE = 15;

export class Flags {
  /** @param chart has plot and charts.marks */
  constructor(chart) {
    this.chart = chart;
    this.element = make('div', 'flags');
    this.flags = new Map(); // text → button
  }

  /** Draws the lines below the curves, and puts the flags on top of the lines. */
  draw(u) {
    const groups = this.groups(u);
    const { ctx } = u;
    ctx.save();
    ctx.strokeStyle = css('--mark');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([]);
    for (const { marks } of groups) for (const mark of marks) {
      const x = Math.round(u.valToPos(mark.time / 1000, 'x', true)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
    }
    ctx.restore();
    this.place(groups);
  }

  /** Returns the marks on screen, grouped if they are close to each other. */
  groups(u) {
    const width = u.over.clientWidth;
    const groups = [];
    const marks = this.chart.charts.marks
      .map((mark) => ({ ...mark, left: u.valToPos(mark.time / 1000, 'x') }))
      .filter(({ left }) => left >= 0 && left <= width)
      .sort((a, b) => a.left - b.left);
    for (const mark of marks) {
      const last = groups.at(-1);
      if (last && mark.left - last.left < CLOSE) last.marks.push(mark);
      else groups.push({ left: mark.left, marks: [mark] });
    }
    return groups;
  }

  place(groups) {
    const before = this.flags;
    this.flags = new Map();
    for (const { left, marks } of groups) {
      const text = marks.map((mark) => `${time(mark.time)}: ${plain(mark.text)}`).join('\n');
      const flag = before.get(text) ?? this.flag(marks, text);
      flag.style.left = `${(left + this.chart.plot.over.offsetLeft).toFixed(1)}px`;
      this.flags.set(text, flag);
    }
    arrange(this.element, [...this.flags.values()]);
  }

  flag(marks, text) {
    const kinds = new Set(marks.map(({ kind }) => kind));
    const flag = make('button', 'flag', kinds.size === 1 ? GLYPHS[marks[0].kind] ?? '•' : `${marks.length}`);
    flag.type = 'button';
    flag.title = text;
    flag.setAttribute('aria-label', text);
    const say = () => { this.chart.when.textContent = text.replaceAll('\n', ' · '); };
    flag.addEventListener('focus', say);
    flag.addEventListener('pointerenter', say);
    return flag;
  }

  /** Says what happened around a time, in seconds. */
  near(seconds) {
    const { plot } = this.chart;
    const left = plot.valToPos(seconds, 'x');
    return this.groups(plot).flatMap(({ marks }) => marks)
      .filter((mark) => Math.abs(mark.left - left) < CLOSE / 2)
      .map(({ text }) => plain(text));
  }
}
