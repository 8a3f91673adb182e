// The notebook's results, as lines on a chart of the accuracy.

import { css } from '/js/theme.js';

/** Accuracies of its network and of its logistic regression. */
const REACHED = [0.99, 0.66];

/** Returns whether the points are the notebook's spiral, so that the notebook's results can be compared. */
export const isNotebook = ({ feed }) => feed?.arms === 2;

/** Draws a line for each, with its value beside it. */
export function drawNotebook(u, axis) {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  const right = u.bbox.left + u.bbox.width;
  ctx.save();
  ctx.strokeStyle = css('--mark');
  ctx.fillStyle = css('--muted');
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.font = `${12 * ratio}px ${css('--font')}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const value of REACHED.map(axis.up)) {
    const y = Math.round(u.valToPos(value, 'y', true));
    if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(u.bbox.left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    ctx.fillText(axis.tick(value), right + 6 * ratio, y);
  }
  ctx.restore();
}
