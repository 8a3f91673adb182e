// A learner's plane with its name above and what it says of a place below; it asks for its picture.

import { askField, standing } from '/js/ask.js';
import { brief } from '/js/classes.js';
import { Plane } from '/js/plane.js';
import { make, setText } from '/js/format.js';

/** A picture has so many places along an axis; fewer where a learner takes long to answer. */
const FINEST = 64;
const COARSEST = 12;
const SLOW_MS = 250;

const REST_MS = 10000; // After a refusal.
const SHORT_REST_MS = 1000; // After no answer.

export class PlaneCard {
  /**
   * @param id of the learner
   * @param onProbe called with [right, up], 0 to 1, when a place is asked about, or null
   * @param onShow called with this card when it must be painted anew
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

  /** Its picture may be of another learner by now. */
  forget() {
    this.key = null;
    this.restsUntil = 0;
  }

  /** Shows what the learner says about the place that is asked about. */
  tell({ text, all }) {
    setText(this.words, text);
    this.words.title = all;
  }

  /** Whether there is a newer picture to be had, and somebody to see it. */
  isDue(view) {
    return this.plane.onScreen && this.key !== this.keyOf(view) && performance.now() >= this.restsUntil;
  }

  /**
   * What a picture is of: the learner's steps and the place. Parameters are published when a window
   * closes; what a learner tells of itself comes in a pause too.
   */
  keyOf({ x, y, low, high }) {
    const { steps, learners } = this.store;
    return JSON.stringify([steps.get(this.id), learners.get(this.id)?.step, x, y, low, high]);
  }

  /**
   * Asks for the picture and shows it.
   * @param view the plane
   * @param isWanted says, once there is an answer, whether that is still the plane shown
   * @param names of the classes, in the order of their colours
   */
  async refresh(view, isWanted, names) {
    this.key = this.keyOf(view);
    const start = performance.now();
    const { answer, error } = await askField(this.store, this.id, view, this.resolution);
    this.adapt(performance.now() - start);
    if (!isWanted()) return;
    if (!answer) {
      this.key = null; // What is seen stays, and is asked for again after a rest.
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
