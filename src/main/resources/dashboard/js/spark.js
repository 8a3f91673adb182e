// A small line without axes, of the latest of some values.

import { svg } from '/js/panel.js';

const [WIDTH, HEIGHT, MARGIN] = [132, 28, 3];
const POINTS = 120;

/** Less than this between the lowest and the highest looks flat. */
const FLAT = 0.02;

export class Spark {
  constructor() {
    this.element = svg('svg', {
      class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true',
    });
    this.path = svg('polyline', { points: '' });
    this.element.append(this.path);
  }

  /** Draws the latest; nothing if they are too few. */
  draw(all) {
    const values = all.slice(-POINTS);
    this.element.toggleAttribute('hidden', values.length < 3);
    if (values.length < 3) return;
    const low = Math.min(...values);
    const range = Math.max(FLAT, Math.max(...values) - low);
    const x = (i) => 1 + (i / (values.length - 1)) * (WIDTH - 2);
    const y = (value) => HEIGHT - MARGIN - ((value - low) / range) * (HEIGHT - 2 * MARGIN);
    this.path.setAttribute('points',
      values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' '));
  }
}
