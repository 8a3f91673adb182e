// What the page knows, kept in bounded room.

import { namesOf } from '/js/classes.js';

const POINTS = 600;
const NUMBERS = 200000; // Of all points together, as on the server.
const LETTERS = 50;
const SCORES = 4000;

/** Scores of a length that can be kept: when they are too many, those of the older half in pairs. */
function bounded(scores) {
  if (scores.length <= SCORES) return scores;
  const older = [];
  for (let i = 0; i + 1 < SCORES / 2; i += 2) {
    const [before, after] = [scores[i], scores[i + 1]];
    older.push(after.map((value, k) => (k === 0 ? value : mean(before[k], value))));
  }
  return older.concat(scores.slice(SCORES / 2));
}

/** A score that is undefined counts for nothing. */
const mean = (before, after) =>
  (before === null || before === undefined ? after : (before + (after ?? before)) / 2);

/** The last points, fewer of those with many features. */
function recent(points) {
  const features = Math.max(1, points[points.length - 1]?.x.length ?? 1);
  return points.slice(-Math.max(1, Math.min(POINTS, Math.floor(NUMBERS / features))));
}

export class Store {
  constructor() {
    this.clear();
  }

  clear() {
    this.learners = new Map(); // id → summary, in the order of the server
    this.steps = new Map(); // id → step of its latest parameters
    this.history = new Map(); // id → [[time ms, a score of each metric], …]
    this.metrics = []; // The names of those; null or nothing where one is undefined.
    this.points = [];
    this.letters = [];
    this.status = null;
    this.feed = null;
    this.heard = 0;
    this.laggingSince = Infinity;
    this.since = Date.now();
  }

  /** How much of a blend's answers each other learner is, by id: as the last blend says. */
  weights() {
    const weights = new Map();
    const all = [...this.learners.values()];
    for (const blend of all) {
      for (const { id, name, partition } of all) {
        const weight = blend.partition === partition ? blend.weights[name] : null;
        if (Number.isFinite(weight)) weights.set(id, weight);
      }
    }
    return weights;
  }

  /** Takes a frame; a snapshot replaces everything. Says which parts changed. */
  take(message, isSnapshot) {
    if (isSnapshot) this.clear();
    const changed = message.present.filter(([id, step]) => this.steps.get(id) !== step);
    this.steps = new Map(message.present);
    this.forget([...this.steps.keys()]);
    for (const learner of message.learners) this.learners.set(learner.id, learner);
    this.metrics = message.metrics;
    if (message.learners.length > 0) this.heard = Date.now();
    this.points = recent(this.points.concat(message.points));
    this.addLetters(message.letters);
    this.status = message.status;
    if (!(message.status.lag > 0)) this.laggingSince = Infinity;
    else this.laggingSince = Math.min(this.laggingSince, Date.now());
    this.feed = message.feed;
    return {
      learners: isSnapshot || message.learners.length > 0,
      steps: isSnapshot || changed.length > 0,
      all: isSnapshot,
      history: this.addHistory(message.history) || isSnapshot,
      points: isSnapshot || message.points.length > 0,
      letters: isSnapshot || message.letters.length > 0,
    };
  }

  /** Leaves out learners that are gone, and puts the others into the server's order. */
  forget(present) {
    const inOrder = (map) =>
      new Map(present.filter((id) => map.has(id)).map((id) => [id, map.get(id)]));
    this.learners = inOrder(this.learners);
    this.history = inOrder(this.history);
  }

  /** Adds scores that are new. */
  addHistory(history) {
    let changed = false;
    for (const [id, scores] of Object.entries(history)) {
      const known = this.history.get(id) ?? [];
      const last = known.length === 0 ? -Infinity : known[known.length - 1][0];
      const fresh = scores.filter((score) => score[0] > last);
      if (fresh.length > 0 || !this.history.has(id)) {
        this.history.set(id, bounded(known.concat(fresh)));
        changed = changed || fresh.length > 0;
      }
    }
    return changed;
  }

  addLetters(letters) {
    const known = new Set(this.letters.map((letter) => letter.at));
    this.letters = this.letters
      .concat(letters.filter((letter) => !known.has(letter.at)))
      .slice(-LETTERS);
  }

  /** The names of the classes, in the order of their colours. */
  classes() {
    return namesOf([...this.learners.values()]);
  }

  /** D, of the points that are shown; 2 while there are none. */
  features() {
    if (this.points.length > 0) return this.points[this.points.length - 1].x.length;
    for (const learner of this.learners.values()) return learner.features;
    return 2;
  }
}
