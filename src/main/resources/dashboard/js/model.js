// A learner's model: the logits of its classes over a plane, from its parameters alone.
//
// D features, H hidden units, K classes. Over a grid tanh(a + b), with a of the column and b of the
// row alone, is (e^2a·e^2b − 1) / (e^2a·e^2b + 1): one multiplication and one division for a unit
// and a place.

/** What a parameter or scaled feature never exceeds, as in the learner's Scaler. */
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

/** Whether parameters are a model of a class or more; kinds of learners without one have no w2. */
export const hasPlane = (p) => Array.isArray(p?.w2) && p.classes.length > 0;

/**
 * Computes the logits of a grid.
 * @param p a learner's parameters, as on the topic, that have a plane
 * @param view {first, second: features on the axes, centre: D values where the others rest}
 * @param xs values of the first feature, a column each
 * @param ys values of the second feature, a row each
 * @returns K Float64Arrays, row after row; with two classes, whose parameters are one row, and with
 *   one, which has none, the first is all 0
 */
export function logits(p, view, xs, ys) {
  const places = xs.length * ys.length;
  const z = p.w2.map((_, k) => new Float64Array(places).fill(p.b2[k]));
  const up = (weights) =>
    view.first === view.second ? new Float64Array(ys.length) : along(p, weights, view.second, ys);
  if (!p.w1) {
    p.w2.forEach((weights, k) => {
      const base = rest(p, weights, view);
      addSums(z[k], along(p, weights, view.first, xs), up(weights).map((b) => b + base));
    });
  } else {
    const unit = new Float64Array(places);
    p.w1.forEach((weights, h) => {
      const base = p.b1[h] + rest(p, weights, view);
      fillUnit(unit, along(p, weights, view.first, xs), up(weights).map((b) => b + base));
      z.forEach((logit, k) => addTo(logit, p.w2[k][h], unit));
    });
  }
  return p.classes.length > 2 ? z : [new Float64Array(places), ...z];
}

/** z += a + b over the grid. */
function addSums(z, a, b) {
  for (let j = 0, i = 0; j < b.length; j++) {
    for (let column = 0; column < a.length; column++, i++) z[i] += a[column] + b[j];
  }
}

/** z += w · unit */
function addTo(z, w, unit) {
  for (let i = 0; i < z.length; i++) z[i] += w * unit[i];
}

/** unit = tanh(a + b) over the grid. */
function fillUnit(unit, a, b) {
  const reach = (values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (reach(a) * 2 > SAFE || reach(b) * 2 > SAFE) {
    for (let j = 0, i = 0; j < b.length; j++) {
      for (let column = 0; column < a.length; column++, i++) unit[i] = Math.tanh(a[column] + b[j]);
    }
    return;
  }
  const ea = a.map((v) => Math.exp(2 * v));
  const eb = b.map((v) => Math.exp(2 * v));
  for (let j = 0, i = 0; j < eb.length; j++) {
    const e = eb[j];
    for (let column = 0; column < ea.length; column++, i++) unit[i] = 1 - 2 / (ea[column] * e + 1);
  }
}

/** pₖ = e^zₖ / Σ e^zⱼ at a place of a grid, less the largest z; of the logits 0 and z it is σ(z). */
function softmax(z, place) {
  const largest = Math.max(...z.map((logit) => logit[place]));
  const powers = z.map((logit) => Math.exp(logit[place] - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** The K probabilities at one point of D features. */
export function probabilities(p, x) {
  const view = { first: 0, second: p.features > 1 ? 1 : 0, centre: x };
  return softmax(logits(p, view, [x[0]], [x[view.second]]), 0);
}

/** The K probabilities in each place of n × n, edges included, as /api/field orders them. */
export function grid(p, view, n) {
  const steps = (axis) =>
    Array.from({ length: n }, (_, i) =>
      view.low[axis] + (i / (n - 1)) * (view.high[axis] - view.low[axis]));
  const z = logits(p, view, steps(0), steps(1));
  return Array.from({ length: n * n }, (_, place) => softmax(z, place));
}

/** The number of the positive one of two classes; −1 unless there are two. */
export function positive(p) {
  if (p.classes.length !== 2) return -1;
  return String(p.positive) === String(p.classes[0]) ? 0 : 1;
}
