// The calibration curve: when a learner says 90 %, is it right in nine of ten?

import { svg } from '/js/panel.js';
import { count, make, percent, setText } from '/js/format.js';

const SIZE = 240;
const EDGE = 34;
const LEAST = 20; // With fewer points a share says little: it gets no words and no part of the curve.

const at = (share) => share * SIZE;

export class Calibration {
  constructor() {
    this.element = make('figure', 'calibration');
    const caption = make('figcaption');
    this.said = make('p', 'said-first');
    caption.append(make('h3', '', 'Can its probabilities be trusted?'), this.said);
    this.picture = svg('svg', {
      viewBox: `${-EDGE} -8 ${SIZE + EDGE + 12} ${SIZE + EDGE + 12}`, role: 'img',
      'aria-label': 'Calibration curve',
    });
    this.curve = svg('g', {});
    this.picture.append(...frame(), this.curve);
    this.element.append(caption, this.picture);
  }

  /** @param bins [[n, mean probability, share right], …] or null; isRare: one class is nearly all labels */
  show(bins, isRare) {
    const filled = (bins ?? []).filter(([n, p, right]) => n >= 1 && p !== null && right !== null);
    this.element.hidden = filled.length === 0;
    setText(this.said, words(filled, isRare));
    if (JSON.stringify(filled) === this.shown) return;
    this.shown = JSON.stringify(filled);
    const most = Math.max(...filled.map(([n]) => n));
    const places = filled.map(([, p, right]) => [at(p), at(1 - right)]);
    const solid = places.filter((_, i) => filled[i][0] >= LEAST).map((xy) => xy.join()).join(' ');
    const line = svg('polyline', { class: 'curve', points: solid });
    this.curve.replaceChildren(line, ...filled.map(([n, p, right], i) => {
      const [cx, cy] = places[i];
      const dot = svg('circle', { class: n >= LEAST ? 'point' : 'point few', cx, cy, r: 2.5 + 6.5 * Math.sqrt(n / most) });
      dot.append(svg('title', {}, `says ${percent(p)}: right in ${percent(right)} of ${count(n)}`));
      return dot;
    }));
  }
}

function frame() {
  const marks = [0, 0.5, 1].flatMap((share) => [
    svg('text', { x: at(share), y: SIZE + 15, 'text-anchor': share === 1 ? 'end' : 'middle' }, `${share * 100}`),
    svg('text', { x: -6, y: at(1 - share) + 4, 'text-anchor': 'end' }, `${share * 100}`),
  ]);
  return [
    svg('rect', { class: 'frame', x: 0, y: 0, width: SIZE, height: SIZE }),
    svg('line', { class: 'ideal', x1: 0, y1: SIZE, x2: SIZE, y2: 0 }),
    ...marks,
    svg('text', { x: SIZE / 2, y: SIZE + 30, 'text-anchor': 'middle' }, 'says, %'),
    svg('text', { x: -24, y: SIZE / 2, 'text-anchor': 'middle', transform: `rotate(-90 -24 ${SIZE / 2})` }, 'is right, %'),
  ];
}

/** Describes the surest bin, because people act on it; if isRare that is trivial, so the one that chance explains least. */
function words(bins, isRare) {
  // In standard errors of a share of n points.
  const gap = ([n, p, right]) => Math.abs(p - right) / Math.sqrt(Math.max(p * (1 - p), 1e-6) / n);
  const enough = bins.filter(([n]) => n >= LEAST);
  const said = isRare ? enough.sort((a, b) => gap(b) - gap(a))[0] : enough.pop();
  if (!said) return 'Too few labels to say.';
  const [, p, right] = said;
  const far = p - right;
  const verdict = Math.abs(far) < 0.02 || isRare && gap(said) < 2 ? 'as it should be' : far > 0 ? 'too sure of itself' : 'too careful';
  return `When it says ${percent(p)}, it is right in ${percent(right)}: ${verdict}.`;
}
