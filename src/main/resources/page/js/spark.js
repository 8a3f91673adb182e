// Draws the latest of some values as a small line without axes.

import { svg } from '/js/panel.js';

const [WIDTH, HEIGHT, MARGIN] = [132, 28, 3];
const POINTS = 120;

/** The least range of the vertical axis, so that small changes look small. */
const FLAT = 0.02;

export class Spark {
  constructor() {
    this.element = svg('svg', {
      class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true',
    });
    this.path = svg('polyline', { points: '' });
    this.element.append(this.path);
  }

  /** Draws the latest values over at least the range flat; nothing if there are too few. */
  draw(all, flat = FLAT) {
    const values = all.slice(-POINTS);
    this.element.toggleAttribute('hidden', values.length < 3);
    if (values.length < 3) return;
    const low = Math.min(...values);
    const range = Math.max(flat, Math.max(...values) - low);
    const x = (i) => 1 + (i / (values.length - 1)) * (WIDTH - 2);
    const y = (value) => HEIGHT - MARGIN - ((value - low) / range) * (HEIGHT - 2 * MARGIN);
    this.path.setAttribute('points',
      values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' '));
  }
}
