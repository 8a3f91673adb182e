// One learner's plane: the regions, the recent points on them, and the place in question.

import { drawCurves, RUG } from '/js/curves.js';
import { paint, regionsOf } from '/js/field.js';
import { fieldColour, nameOf, pointColour } from '/js/classes.js';
import { css, rgb } from '/js/theme.js';
import { coordinate, make, setText } from '/js/format.js';

const MAX_PIXELS = 900;

export class Plane {
  /**
   * @param host the element to fill
   * @param id the learner's id
   * @param onProbe called with [right, up], 0 to 1, for a new place in question, or null
   * @param onShow called when the plane must be painted: it comes on screen or changes its size
   */
  constructor(host, id, onProbe, onShow) {
    this.id = id;
    this.onProbe = onProbe;
    this.field = make('canvas', 'field');
    this.dots = make('canvas', 'dots');
    this.cross = make('i', 'cross');
    this.cross.hidden = true;
    host.tabIndex = 0;
    host.setAttribute('role', 'application');
    host.setAttribute('aria-label', `Plane of ${id}: arrow keys move a place to ask about`);
    this.corners = ['low', 'high'].map((corner) => make('span', `corner ${corner}`));
    this.none = make('p', 'none');
    this.none.hidden = true;
    host.append(this.field, this.dots, ...this.corners, this.none, this.cross);
    this.host = host;
    this.onScreen = false;
    new IntersectionObserver((entries) => {
      const before = this.onScreen;
      this.onScreen = entries[entries.length - 1].isIntersecting;
      if (this.onScreen && !before) onShow();
    }, { rootMargin: '200px' }).observe(host);
    host.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(onShow).observe(host);
    host.addEventListener('keydown', (event) => this.key(event));
  }

  /** Names the two corners of the plane. */
  name(view) {
    this.corners.forEach((corner, i) => {
      const [across, up] = (i === 0 ? view.low : view.high).map((end) => coordinate(Number(end.toPrecision(2))));
      setText(corner, `${across}, ${view.x === view.y ? `${100 * i} %` : up}`);
    });
  }

  click(event) {
    const box = this.host.getBoundingClientRect();
    this.onProbe([
      (event.clientX - box.left) / box.width,
      1 - (event.clientY - box.top) / box.height,
    ]);
  }

  key(event) {
    const step = event.shiftKey ? 0.1 : 0.02;
    const moves = {
      ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowDown: [0, -step], ArrowUp: [0, step],
    };
    if (event.key === 'Escape') {
      this.onProbe(null);
    } else if (moves[event.key]) {
      event.preventDefault();
      const from = this.place ?? [0.5, 0.5];
      this.onProbe(from.map((value, axis) =>
        Math.max(0, Math.min(1, value + moves[event.key][axis]))));
    }
  }

  /** Shows the place in question; null for none. */
  probe(place) {
    this.place = place;
    this.cross.hidden = place === null;
    if (place !== null) {
      this.cross.style.left = `${place[0] * 100}%`;
      this.cross.style.top = `${(1 - place[1]) * 100}%`;
    }
  }

  /** Makes a canvas as fine as the screen, which empties it; returns whether it is visible. */
  fit(canvas) {
    const box = this.host.getBoundingClientRect();
    const pixels = Math.round(Math.min(MAX_PIXELS, box.width * devicePixelRatio));
    if (canvas.width !== pixels || canvas.height !== pixels) canvas.width = canvas.height = pixels;
    return pixels > 0;
  }

  /** Shows why there are no regions; empty if there are. */
  explain(reason) {
    this.none.hidden = reason === '';
    setText(this.none, reason);
    if (reason !== '' && this.answer) {
      this.answer = null;
      this.field.getContext('2d').clearRect(0, 0, this.field.width, this.field.height);
    }
  }

  /** Takes an answer of /api/field. */
  take(answer, names) {
    if (answer.x === answer.y && !answer.curves) return; // A class appeared meanwhile.
    this.answer = answer;
    this.regions = answer.curves ? null : regionsOf(answer);
    this.paintField(names);
  }

  /**
   * Paints the regions of the last answer, if there was one.
   * @param names the names of all classes, in the order of their colours
   */
  paintField(names) {
    if (!this.answer || !this.fit(this.field)) return;
    const { classes, step } = this.answer;
    const indexes = classes.map((label) => names.indexOf(nameOf(label)));
    if (indexes.includes(-1)) return; // The page does not know the class yet.
    if (this.regions) {
      paint(this.field, this.regions, indexes.map(fieldColour), {
        middle: rgb('--middle'),
        strength: Number(css('--field-strength')),
        boundary: css('--boundary'),
      });
    } else {
      drawCurves(this.field, this.answer.curves, indexes.map(pointColour),
        { middle: css('--middle'), line: css('--line') });
    }
    const { x, y, low, high } = this.answer;
    this.field.dataset.step = step;
    this.field.dataset.view = JSON.stringify({ x, y, low, high });
  }

  /**
   * Draws the points of a view, oldest first; those predicted wrongly come last and are larger.
   * @param names the names of all classes, in the order of their colours
   */
  paintPoints(view, names) {
    if (!this.fit(this.dots)) return;
    const context = this.dots.getContext('2d');
    context.clearRect(0, 0, this.dots.width, this.dots.width);
    const style = {
      scale: this.dots.width / this.host.getBoundingClientRect().width,
      colours: new Map(names.map((name, i) => [name, pointColour(i)])),
      unlabelled: pointColour(-1),
      ring: css('--surface'),
      wrong: css('--wrong'),
    };
    for (const wrong of [false, true]) {
      view.points.forEach((point, i) => {
        if (this.isWrong(point) !== wrong) return;
        this.dot(context, point, view, style, (i + 1) / view.points.length, wrong);
      });
    }
    context.globalAlpha = 1;
  }

  isWrong({ p, label }) {
    const said = p?.[this.id];
    return said !== undefined && label !== null && (said === null || nameOf(said) !== nameOf(label));
  }

  dot(context, { x, y, label }, view, { scale, colours, unlabelled, ring, wrong }, youth, isWrong) {
    const size = this.dots.width;
    const at = (value, axis) => (value - view.low[axis]) / (view.high[axis] - view.low[axis]);
    context.globalAlpha = 0.2 + 0.8 * youth * youth;
    context.beginPath();
    const up = view.x === view.y ? RUG : at(y, 1);
    context.arc(at(x, 0) * size, (1 - up) * size, (isWrong ? 4 : 3) * scale, 0, 2 * Math.PI);
    context.fillStyle = (label !== null && colours.get(nameOf(label))) || unlabelled;
    context.fill();
    context.lineWidth = (isWrong ? 1.8 : 1) * scale;
    context.strokeStyle = isWrong ? wrong : ring;
    context.stroke();
  }
}
