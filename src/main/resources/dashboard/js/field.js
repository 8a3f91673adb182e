// A learner's plane in colours: each class its own, the fuller the surer, and lines between them.

import { logits } from '/js/model.js';

/** Additions that are made for one picture, a tanh being as dear as three; finer is interpolated. */
const BUDGET = 12e6;

/** So many classes are painted, those that come nearest to being the most probable somewhere. */
const MOST_CLASSES = 20;

/** A class this much below the largest logit adds less than 1e-5 to the sum of the powers. */
const NEGLIGIBLE = 12;

const LEVELS = 1024;

/** The colours of a class, from as probable as any other to certain: RGB triples. */
export function shades(colour, middle, strength) {
  const table = new Uint8ClampedArray(LEVELS * 3);
  for (let level = 0; level < LEVELS; level++) {
    const share = (level / (LEVELS - 1)) ** 0.8 * strength;
    for (let c = 0; c < 3; c++) table[3 * level + c] = middle[c] + (colour[c] - middle[c]) * share;
  }
  return table;
}

/** Where a probability among K classes stands in the shades: (p − 1/K) / (1 − 1/K), in levels. */
export function level(probability, classes) {
  if (classes === 1) return LEVELS - 1;
  const sure = (probability - 1 / classes) / (1 - 1 / classes);
  return Math.round(Math.max(0, Math.min(1, sure)) * (LEVELS - 1));
}

/**
 * Paints the most probable class at the canvas's own resolution, with the boundaries on top.
 * @param p parameters that have a plane
 * @param view as for logits, with low and high of both axes
 * @param tables of shades, by the number of the class
 * @param line RGB of the boundaries
 */
export function paint(canvas, p, view, tables, line) {
  const { width, height } = canvas;
  const additions = (p.w1?.length ?? 1) * (3 + p.w2.length);
  const n = Math.max(32, Math.min(width, Math.floor(Math.sqrt(BUDGET / additions))));
  const coarse = logits(p, view, centres(view, 0, n), centres(view, 1, n));
  const shown = nearest(coarse);
  const z = shown.map((k) => fine(coarse[k], n, width, height));
  const top = mostProbable(z);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const cover = covered(z, top, i, column, row, width, height) * 0.85;
      const at = 3 * level(certainty(z, top[i], i), p.classes.length);
      const table = tables[shown[top[i]]];
      for (let c = 0; c < 3; c++) {
        image.data[4 * i + c] = table[at + c] + (line[c] - table[at + c]) * cover;
      }
      image.data[4 * i + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** The numbers of the classes that come nearest to the largest logit anywhere, in order. */
function nearest(z) {
  const all = z.map((_, k) => k);
  if (z.length <= MOST_CLASSES) return all;
  const top = mostProbable(z);
  const gaps = z.map((logit) =>
    logit.reduce((least, value, i) => Math.min(least, z[top[i]][i] - value), Infinity));
  return all.sort((a, b) => gaps[a] - gaps[b]).slice(0, MOST_CLASSES).sort((a, b) => a - b);
}

/** Which logit is the largest at each place. */
function mostProbable(z) {
  const top = new Uint16Array(z[0].length);
  for (let k = 1; k < z.length; k++) {
    for (let i = 0; i < top.length; i++) if (z[k][i] > z[top[i]][i]) top[i] = k;
  }
  return top;
}

/** The probability of the class with the largest logit: 1 / Σ e^(zₖ − z). */
function certainty(z, top, i) {
  let sum = 1;
  for (let k = 0; k < z.length; k++) {
    const below = z[k][i] - z[top][i];
    if (k !== top && below > -NEGLIGIBLE) sum += Math.exp(below);
  }
  return 1 / sum;
}

/** How much of the boundary to a class within two pixels covers a pixel. */
function covered(z, top, i, column, row, width, height) {
  const mine = top[i];
  const left = column > 1 ? top[i - 2] : mine;
  const right = column + 2 < width ? top[i + 2] : mine;
  const above = row > 1 ? top[i - 2 * width] : mine;
  const below = row + 2 < height ? top[i + 2 * width] : mine;
  if (left === mine && right === mine && above === mine && below === mine) return 0;
  return Math.max(...[left, right, above, below].map((other) =>
    (other === mine ? 0 : line(z[mine], z[other], i, column, row, width, height))));
}

/** The distance of a pixel from where a and b are equal is |a − b| / |∇(a − b)|. */
function line(a, b, i, column, row, width, height) {
  const right = column + 1 < width ? i + 1 : i - 1;
  const below = row + 1 < height ? i + width : i - width;
  const here = a[i] - b[i];
  const slope = Math.hypot(a[right] - b[right] - here, a[below] - b[below] - here);
  return Math.max(0, Math.min(1, width / 500 + 0.6 - Math.abs(here) / (slope + 1e-12)));
}

/** The middles of n equal parts of an axis. */
function centres(view, axis, n) {
  const span = view.high[axis] - view.low[axis];
  return Float64Array.from({ length: n }, (_, i) => view.low[axis] + ((i + 0.5) / n) * span);
}

/** Interpolates n × n logits, lowest row first, linearly to pixels, top row first. */
function fine(z, n, width, height) {
  const out = new Float32Array(width * height);
  const xs = Float64Array.from({ length: width }, (_, i) => place(i, width, n));
  for (let row = 0, k = 0; row < height; row++) {
    const y = place(height - 1 - row, height, n);
    const j = Math.min(n - 2, Math.floor(y));
    const v = y - j;
    for (let column = 0; column < width; column++, k++) {
      const i = Math.min(n - 2, Math.floor(xs[column]));
      const u = xs[column] - i;
      const at = j * n + i;
      const low = z[at] + u * (z[at + 1] - z[at]);
      const high = z[at + n] + u * (z[at + n + 1] - z[at + n]);
      out[k] = low + v * (high - low);
    }
  }
  return out;
}

const place = (i, pixels, n) => Math.max(0, Math.min(n - 1, ((i + 0.5) / pixels) * n - 0.5));
