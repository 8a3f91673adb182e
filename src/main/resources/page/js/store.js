// Holds what the page knows of one application, in bounded memory.

import { namesOf } from '/js/classes.js';
import { countRows, tellLateLabels } from '/js/format.js';
import { addHistory } from '/js/history.js';
import { admitted } from '/js/login.js';

const POINTS = 600;
const LETTERS = 50;
const REVIEWS = 100;

/** Up to this many learners all have curves by default; of more, the one in focus and three others. */
const ALL_SHOWN = 5;
const BESIDE_FOCUS = 3;
const USUAL_MS = 60000;

const PATIENCE_MS = 10000;

export class Store {
  constructor() {
    this.application = null;
    this.open = () => {}; // Follows another application: open(id). The connection sets it.
    this.views = []; // Are told of changes: each has update(changed).
    this.forgetChoices();
    this.clear();
  }

  clear() {
    this.applications = [];
    this.learners = new Map(); // id → summary, in the order of the server
    this.order = []; // The ids in the order of the table.
    this.steps = new Map(); // id → step of its latest parameters
    this.history = new Map(); // id → [[time ms, labelled, [window score …], [faded score …]], …]
    this.metrics = []; // Names of the scores in history; an undefined score is null or absent.
    this.marks = []; // {time, kind, text} of each event
    this.points = []; // The latest last.
    this.letters = [];
    this.reviews = []; // Points to look at, the latest last.
    this.decisions = null;
    this.status = null;
    this.feed = null;
    this.run = null;
    this.uploads = null;
    this.heard = 0;
    this.laggingSince = Infinity;
    this.since = Date.now();
  }

  /** Forgets choices, which were for another application's learners. */
  forgetChoices() {
    this.chosen = null; // id
    this.curves = null; // Set of ids, once somebody has chosen
    this.names = []; // Names of the classes: each keeps its colour.
    this.usually = { key: null, at: 0, ids: [] };
  }

  /** Takes a frame; a snapshot replaces everything. Returns which parts changed. */
  take(message, isSnapshot) {
    if (isSnapshot) this.clear();
    if (message.application !== this.application) this.forgetChoices();
    const choices = () => [this.focus, ...this.shownLearners].join('\n');
    const before = choices();
    this.application = message.application;
    this.applications = message.applications ?? this.applications;
    const stepped = message.present.some(([id, step]) => this.steps.get(id) !== step);
    this.steps = new Map(message.present);
    this.forget([...this.steps.keys()]);
    for (const learner of message.learners) this.learners.set(learner.id, learner);
    this.learners = inOrder(this.learners, [...this.steps.keys()]);
    this.metrics = message.metrics;
    if (message.learners.length > 0) this.heard = Date.now();
    const told = new Set(message.points.map(({ at }) => at)); // Some again: their labels have come.
    this.points = this.points.filter(({ at }) => !told.has(at)).concat(message.points).slice(-POINTS);
    this.addLetters(message.letters);
    this.reviews = this.reviews.concat(message.reviews ?? []).slice(-REVIEWS);
    this.decisions = message.decisions ?? null;
    if (message.marks) this.marks = message.marks; // Replaces all, since one may have got a name, or be gone.
    this.takeStatus(message);
    return {
      all: isSnapshot,
      learners: isSnapshot || message.learners.length > 0,
      steps: isSnapshot || stepped,
      history: addHistory(this.history, message.history) || isSnapshot,
      points: isSnapshot || message.points.length > 0,
      letters: isSnapshot || message.letters.length > 0,
      reviews: isSnapshot || (message.reviews ?? []).length > 0,
      marks: isSnapshot || Boolean(message.marks),
      run: true,
      focus: isSnapshot || before !== choices(),
      shown: isSnapshot || before !== choices(),
    };
  }

  takeStatus({ status, feed, run, uploads }) {
    this.status = status;
    this.feed = feed;
    this.run = run ?? null;
    countRows(run?.rowsFrom);
    tellLateLabels(run?.lateLabels ?? true);
    this.uploads = uploads ?? null;
    if (!(status.lag > 0)) this.laggingSince = Infinity;
    else this.laggingSince = Math.min(this.laggingSince, Date.now());
  }

  /** Removes learners that are gone. */
  forget(present) {
    this.learners = inOrder(this.learners, present);
    this.history = inOrder(this.history, present);
  }

  addLetters(letters) {
    const known = new Set(this.letters.map((letter) => letter.at));
    this.letters = this.letters
      .concat(letters.filter((letter) => !known.has(letter.at)))
      .slice(-LETTERS);
  }

  /** Returns the text of a panel that has nothing to show yet. */
  get awaited() {
    const some = [...this.learners.values()].some(({ points }) => points > 0);
    return some ? 'Asking …' : 'No point has come yet.';
  }

  /** Returns the id of the first blend, or of the mix of amounts; or null. */
  get blend() {
    return [...this.learners.values()].find(({ kind }) => kind === 'blend' || kind === 'mix')?.id ?? null;
  }

  /** Returns the id of the learner in focus: the one chosen, else the blend, else the first; or null. */
  get focus() {
    if (this.learners.has(this.chosen)) return this.chosen;
    return this.blend ?? this.learners.keys().next().value ?? null;
  }

  /** Puts another learner in focus. */
  chooseFocus(id) {
    if (!this.learners.has(id) || id === this.focus) return;
    this.chosen = id;
    this.tell({ focus: true, shown: this.curves === null });
  }

  /** Returns the ids of the learners whose curves are shown. */
  get shownLearners() {
    const ids = [...this.learners.keys()];
    if (this.curves) return new Set(ids.filter((id) => this.curves.has(id)));
    return new Set(ids.length <= ALL_SHOWN ? ids : this.usual(ids));
  }

  /** Returns the curves shown by default; decides again only now and then, since weights always change. */
  usual(ids) {
    const key = [this.focus, ...ids].join('\n');
    if (this.usually.key !== key || Date.now() - this.usually.at > USUAL_MS) {
      this.usually = { key, at: Date.now(), ids: this.foremost(1 + BESIDE_FOCUS) };
    }
    return this.usually.ids;
  }

  /** Shows or hides a learner's curves. */
  show(id, isShown) {
    this.curves = new Set(this.shownLearners);
    if (isShown) this.curves.add(id);
    else this.curves.delete(id);
    this.tell({ shown: true });
  }

  /** Returns the ids of the focus and of the learners with most weight, or else the best scores. */
  foremost(count) {
    const weights = this.weights();
    const all = [...this.learners.values()];
    const rank = ({ id, scores }) =>
      (weights.size > 0 ? weights.get(id) ?? -1 : scores?.total?.accuracy ?? -(scores?.total?.mae ?? 1));
    const others = all.filter(({ id }) => id !== this.focus).sort((a, b) => rank(b) - rank(a));
    return [this.focus, ...others.map(({ id }) => id)].slice(0, count).filter((id) => id !== null);
  }

  tell(changed) {
    for (const view of this.views) view.update(changed);
  }

  /** Returns each learner's share of the last blend's answers, by id. */
  weights() {
    const weights = new Map();
    const all = [...this.learners.values()];
    for (const blend of all) {
      for (const { id, name, partition } of all) {
        const weight = blend.partition === partition ? blend.weights?.[name] : null;
        if (Number.isFinite(weight)) weights.set(id, weight);
      }
    }
    return weights;
  }

  /** Returns the index of a learner among those that are not a blend, for its colour; −1 for the blend. */
  indexOf(id) {
    const { blend } = this;
    return id === blend ? -1 : [...this.steps.keys()].filter((other) => other !== blend).indexOf(id);
  }

  /** Returns the names of the classes, in the order of their colours. */
  classes() {
    this.names = namesOf([...this.learners.values()], this.names);
    return this.names;
  }

  /** Returns a path of the API for this application. */
  api(path) {
    const query = `application=${encodeURIComponent(this.application ?? '')}`;
    return `${path}${path.includes('?') ? '&' : '?'}${query}`;
  }

  /**
   * Asks the API: {status, body}; the status is 0 without an answer, the body null without success.
   * Once the login has expired, it waits for the next one, and all that asks again and again with it.
   */
  async ask(path, options) {
    try {
      const answer = await fetch(this.api(path), { signal: AbortSignal.timeout(PATIENCE_MS), ...options });
      if (answer.status === 401) await admitted();
      return { status: answer.status, body: answer.ok ? await answer.json() : null };
    } catch {
      return { status: 0, body: null };
    }
  }

  /** Asks the API; returns the parsed answer, or null without an answer or after an error. */
  async json(path, options) {
    return (await this.ask(path, options)).body;
  }
}

const inOrder = (map, present) =>
  new Map(present.filter((id) => map.has(id)).map((id) => [id, map.get(id)]));
