// Paints the regions of a learner's classes, each in its own colour, the fuller the surer, and lines
// between them. The server gives the learner's predictions in n × n places; the browser interpolates.

/** The least 1 − p, which keeps the logarithm finite. */
const LEAST = 1e-16;

/**
 * Reads an answer of /api/field.
 * @returns {n, classes: K, top: the number of the most probable class in each place, p: its
 *   probability}, rows from bottom to top, edges included
 */
export function regionsOf({ resolution: n, classes, positive, predictions, probabilities }) {
  const p = probabilities.flat();
  if (predictions) return { n, classes: classes.length, top: predictions.flat(), p };
  const second = String(classes[0]) === String(positive) ? 0 : 1;
  return {
    n,
    classes: 2,
    top: p.map((share) => (share > 0.5 ? second : 1 - second)),
    p: p.map((share) => Math.max(share, 1 - share)),
  };
}

/**
 * Paints regions over the whole canvas.
 * @param colours RGB by the number of the class
 * @param style {middle: RGB where all classes are equally probable, strength: that of the colours,
 *   boundary: CSS colour of the lines}
 */
export function paint(canvas, regions, colours, style) {
  const { n } = regions;
  const context = canvas.getContext('2d');
  // The middles of the outer pixels lie on the edges.
  context.drawImage(
    picture(regions, colours, style), 0.5, 0.5, n - 1, n - 1, 0, 0, canvas.width, canvas.height);
  context.strokeStyle = style.boundary;
  context.lineWidth = canvas.width / 250 + 0.6;
  context.stroke(boundaries(regions, canvas.width));
}

/** Makes an image with one pixel per place. */
function picture({ n, classes, top, p }, colours, { middle, strength }) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = n;
  const context = canvas.getContext('2d');
  const image = context.createImageData(n, n);
  top.forEach((k, i) => {
    const share = certainty(p[i], classes) ** 0.8 * strength;
    const at = 4 * ((n - 1 - Math.floor(i / n)) * n + (i % n));
    for (let c = 0; c < 3; c++) image.data[at + c] = middle[c] + (colours[k][c] - middle[c]) * share;
    image.data[at + 3] = 255;
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Scales a probability: 0 is as probable as any other class, 1 is certain. */
const certainty = (p, classes) =>
  (classes === 1 ? 1 : Math.max(0, (p - 1 / classes) / (1 - 1 / classes)));

/** Returns log(p / (1 − p)), the lead of a class over all others together. */
const lead = (p) => Math.max(1e-3, Math.log(p / Math.max(LEAST, 1 - p)));

/** Draws the lines between the regions, straight through each square of four places. */
function boundaries({ n, top, p }, size) {
  const path = new Path2D();
  const step = size / (n - 1);
  const leads = p.map(lead);
  const cross = (a, b) => {
    const t = leads[a] / (leads[a] + leads[b]);
    const between = (from, to) => (from + t * (to - from)) * step;
    const up = between(Math.floor(a / n), Math.floor(b / n));
    return [between(a % n, b % n), size - up];
  };
  for (let row = 0; row < n - 1; row++) {
    for (let column = 0; column < n - 1; column++) {
      const i = row * n + column;
      const sides = [[i, i + 1], [i + 1, i + n + 1], [i + n, i + n + 1], [i, i + n]];
      const crossings = sides.filter(([a, b]) => top[a] !== top[b]).map(([a, b]) => cross(a, b));
      const mean = (axis) => crossings.reduce((sum, at) => sum + at[axis], 0) / crossings.length;
      for (const crossing of crossings) {
        path.moveTo(...crossing);
        path.lineTo(mean(0), mean(1));
      }
    }
  }
  return path;
}
