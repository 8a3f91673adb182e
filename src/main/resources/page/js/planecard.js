// A learner's plane with the learner's name above and its answer about a place below.

import { askField, standing } from '/js/ask.js';
import { brief } from '/js/classes.js';
import { Plane } from '/js/plane.js';
import { make, setText } from '/js/format.js';

/** The number of places along an axis; fewer if a learner answers slowly. */
const FINEST = 64;
const COARSEST = 12;
const SLOW_MS = 250;

const REST_MS = 10000; // The pause after a refusal.
const SHORT_REST_MS = 1000; // The pause after no answer.

export class PlaneCard {
  /**
   * @param id the learner's id
   * @param onProbe called with [right, up], 0 to 1, for a new place in question, or null
   * @param onShow called with this card when it must be painted
   */
  constructor(store, id, onProbe, onShow) {
    this.store = store;
    this.id = id;
    this.element = make('article', 'plane-card');
    this.element.dataset.learner = id;
    this.title = make('h3', '', brief(id));
    this.title.title = id;
    const host = make('div', 'plane');
    this.words = make('p', 'said', '\u00a0');
    this.element.append(this.title, host, this.words);
    this.plane = new Plane(host, id, onProbe, () => onShow(this));
    this.resolution = FINEST;
    this.forget();
  }

  /** Forgets the picture, which may show another learner by now. */
  forget() {
    this.key = null;
    this.restsUntil = 0;
  }

  /** Shows the learner's answer about the place in question. */
  tell({ text, all }) {
    setText(this.words, text);
    this.words.title = all;
  }

  /** Returns whether there is a newer picture, and the card is visible. */
  isDue(view) {
    return this.plane.onScreen && this.key !== this.keyOf(view) && performance.now() >= this.restsUntil;
  }

  /**
   * Identifies a picture: the learner's steps and the range. Parameters are published when a window
   * closes; a learner's summary comes in a pause too.
   */
  keyOf({ x, y, low, high }) {
    const { steps, learners } = this.store;
    return JSON.stringify([steps.get(this.id), learners.get(this.id)?.step, x, y, low, high]);
  }

  /**
   * Asks for the picture and shows it.
   * @param view the plane
   * @param isWanted says, once there is an answer, whether this plane is still shown
   * @param names the names of the classes, in the order of their colours
   */
  async refresh(view, isWanted, names) {
    this.key = this.keyOf(view);
    const start = performance.now();
    const { answer, error } = await askField(this.store, this.id, view, this.resolution);
    this.adapt(performance.now() - start);
    if (!isWanted()) return;
    if (!answer) {
      this.key = null; // Keeps the picture, and asks again after a pause.
      this.restsUntil = performance.now() + (error === null ? SHORT_REST_MS : REST_MS);
    }
    if (error !== null) this.plane.explain(error);
    if (answer) {
      this.plane.explain('');
      this.plane.take(answer, names);
      this.title.title = `${this.id}, ${standing(answer)}`;
    }
  }

  adapt(tookMs) {
    if (tookMs > SLOW_MS) this.resolution = Math.max(COARSEST, Math.round(this.resolution * 0.7));
    else if (tookMs < SLOW_MS / 4) this.resolution = Math.min(FINEST, this.resolution + 4);
  }
}
