// A learner's logit over a plane, from its parameters alone, and its colours.
//
// D features, H hidden units. Over a grid tanh(a + b), with a of the column and b of the row alone,
// is (e^2a·e^2b − 1) / (e^2a·e^2b + 1): one multiplication and one division for a unit and a place.

/** What a parameter or scaled feature never exceeds, as in io.gyre.learning.Scaler. */
const MAX = 1e70;

/** Beyond this a product of two exponentials could be 0 · ∞. */
const SAFE = 300;

const limit = (x, reach) => Math.max(-reach, Math.min(reach, x));

function scale(p, d, x) {
  const clip = p.settings?.clip ? Math.min(p.settings.clip, MAX) : MAX;
  const bounded = limit(x, MAX);
  if (!p.scaling || !(p.scaling.count > 0)) return limit(bounded, clip);
  const deviation = p.scaling.deviation[d];
  return deviation > 0 ? limit((bounded - p.scaling.mean[d]) / deviation, clip) : 0;
}

/** What a row of weights adds up to over the features that are not on an axis. */
function rest(p, weights, view) {
  let sum = 0;
  for (let d = 0; d < p.features; d++) {
    if (d !== view.first && d !== view.second) sum += weights[d] * scale(p, d, view.centre[d]);
  }
  return sum;
}

function along(p, weights, d, values) {
  return Float64Array.from(values, (value) => weights[d] * scale(p, d, value));
}

/**
 * Computes the logits of a grid.
 * @param p a learner's parameters, as on the topic
 * @param view {first, second: features on the axes, centre: D values where the others rest}
 * @param xs values of the first feature, a column each
 * @param ys values of the second feature, a row each
 * @returns Float64Array, row after row
 */
export function logits(p, view, xs, ys) {
  const z = new Float64Array(xs.length * ys.length).fill(p.b2[0]);
  const single = view.first === view.second;
  const up = (weights) =>
    single ? new Float64Array(ys.length) : along(p, weights, view.second, ys);
  if (!p.w1) {
    const a = along(p, p.w2[0], view.first, xs);
    const b = up(p.w2[0]);
    const base = rest(p, p.w2[0], view);
    for (let j = 0, k = 0; j < ys.length; j++) {
      for (let i = 0; i < xs.length; i++, k++) z[k] += a[i] + b[j] + base;
    }
    return z;
  }
  for (let h = 0; h < p.hidden; h++) {
    const base = p.b1[h] + rest(p, p.w1[h], view);
    addUnit(z, p.w2[0][h], along(p, p.w1[h], view.first, xs), up(p.w1[h]).map((b) => b + base));
  }
  return z;
}

/** z += w · tanh(a + b) over the grid. */
function addUnit(z, w, a, b) {
  const reach = (values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (reach(a) * 2 > SAFE || reach(b) * 2 > SAFE) {
    for (let j = 0, k = 0; j < b.length; j++) {
      for (let i = 0; i < a.length; i++, k++) z[k] += w * Math.tanh(a[i] + b[j]);
    }
    return;
  }
  const ea = a.map((v) => Math.exp(2 * v));
  const eb = b.map((v) => Math.exp(2 * v));
  for (let j = 0, k = 0; j < eb.length; j++) {
    const e = eb[j];
    for (let i = 0; i < ea.length; i++, k++) z[k] += w * (1 - 2 / (ea[i] * e + 1));
  }
}

export const sigmoid = (z) => {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
};

/** The probability of label 1 at one point of D features. */
export function probability(p, x) {
  const view = { first: 0, second: p.features > 1 ? 1 : 0, centre: x };
  return sigmoid(logits(p, view, [x[0]], [x[view.second]])[0]);
}

/** The probabilities of a grid of n × n, edges included, rows from low to high: as /api/field. */
export function probabilities(p, view, n) {
  const steps = (axis) =>
    Array.from({ length: n }, (_, i) =>
      view.low[axis] + (i / (n - 1)) * (view.high[axis] - view.low[axis]));
  return Array.from(logits(p, view, steps(0), steps(1)), sigmoid);
}

/** Places · units that are computed for one picture; finer is interpolated. */
const BUDGET = 3e6;

const TABLE = 2048;
const REACH = 8; // σ(±8) = 0.0003 from its end

/** Colours by logit, from −REACH to REACH: RGB triples. */
export function colourTable(zero, middle, one, strength) {
  const table = new Uint8ClampedArray(TABLE * 3);
  for (let k = 0; k < TABLE; k++) {
    const p = sigmoid(((k + 0.5) / TABLE * 2 - 1) * REACH);
    const end = p < 0.5 ? zero : one;
    const share = Math.abs(2 * p - 1) ** 0.8 * strength;
    for (let c = 0; c < 3; c++) table[3 * k + c] = middle[c] + (end[c] - middle[c]) * share;
  }
  return table;
}

/** The index into a colour table. */
export function colourIndex(z) {
  return Math.max(0, Math.min(TABLE - 1, Math.floor(((z / REACH + 1) / 2) * TABLE)));
}

/**
 * Paints a learner's probabilities at the canvas's own resolution, with the 0.5 boundary on top.
 * @param view as for logits, with low and high of both axes
 * @param table of colourTable
 * @param line RGB of the boundary
 */
export function paint(canvas, p, view, table, line) {
  const width = canvas.width;
  const height = canvas.height;
  const n = Math.max(32, Math.min(width, Math.floor(Math.sqrt(BUDGET / Math.max(1, p.hidden)))));
  const z = fine(logits(p, view, centres(view, 0, n), centres(view, 1, n)), n, width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let row = 0, k = 0; row < height; row++) {
    for (let column = 0; column < width; column++, k++) {
      const at = [k, column, row, width, height];
      const cover = crossed(z, ...at) ? covered(z, ...at) : 0;
      const c = 3 * colourIndex(z[k]);
      for (let channel = 0; channel < 3; channel++) {
        const colour = table[c + channel];
        image.data[4 * k + channel] = colour + (line[channel] - colour) * cover * 0.85;
      }
      image.data[4 * k + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** Whether the sign of z changes within two pixels: else the 0.5 boundary is elsewhere. */
function crossed(z, k, column, row, width, height) {
  const positive = z[k] > 0;
  return (column > 1 && z[k - 2] > 0 !== positive)
    || (column + 2 < width && z[k + 2] > 0 !== positive)
    || (row > 1 && z[k - 2 * width] > 0 !== positive)
    || (row + 2 < height && z[k + 2 * width] > 0 !== positive);
}

/** How much of the boundary covers a pixel: its distance from z = 0 is |z| / |∇z|. */
function covered(z, k, column, row, width, height) {
  const across = z[column + 1 < width ? k + 1 : k - 1] - z[k];
  const down = z[row + 1 < height ? k + width : k - width] - z[k];
  const distance = Math.abs(z[k]) / (Math.hypot(across, down) + 1e-12);
  return Math.max(0, Math.min(1, width / 500 + 0.6 - distance));
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
