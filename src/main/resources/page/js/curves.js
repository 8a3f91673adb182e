// Draws how probable each class is along the only field that is a number.

/** The room below the curves for the points. */
const FLOOR = 0.1;
const ROOF = 0.97;

/** The position of the points, as a share of the height. */
export const RUG = 0.04;

/** The probabilities of the grid lines. */
const LINES = [0, 0.5, 1];

/**
 * Draws the curves over the whole canvas.
 * @param curves the curves of an answer of /api/field: [{k: the number of a class, p: [probability, …]}, …]
 * @param colours CSS colours by the number of the class
 * @param style {middle, line: CSS colours of the background and of the grid}
 */
export function drawCurves(canvas, curves, colours, { middle, line }) {
  const { width: size } = canvas;
  const context = canvas.getContext('2d');
  const y = (p) => size * (1 - FLOOR - p * (ROOF - FLOOR));
  const stroke = (values, colour, width) => {
    context.beginPath();
    values.forEach((p, i) => context.lineTo((i / (values.length - 1)) * size, y(p)));
    context.strokeStyle = colour;
    context.lineWidth = width * (size / 250 + 0.6);
    context.stroke();
  };
  context.fillStyle = middle;
  context.fillRect(0, 0, size, size);
  for (const p of LINES) stroke([p, p], line, 0.6);
  for (const { k, p } of [...curves].reverse()) stroke(p, colours[k], 1.6);
}
