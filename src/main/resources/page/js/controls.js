// The controls of the built-in producer of gyre up.

import { count, element, setText } from '/js/format.js';
import { postAdmitted } from '/js/login.js';

/** The rates on the slider: 1 to 100,000, 20 per decade. */
const DECADE = 20;
const rateOf = (position) => {
  const rate = 10 ** (position / DECADE);
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 1);
  return Math.round(rate / digits) * digits;
};
const positionOf = (rate) => Math.round(Math.log10(rate) * DECADE);

/** Spin grows with the square of the slider's position, so that slow values are easy to set. */
const spinOf = (position) => (Math.sign(position) * position * position) / 10;
const positionOfSpin = (spin) => Math.sign(spin) * Math.round(Math.sqrt(Math.abs(spin) * 10));

const PATIENCE_MS = 5000;

export class Controls {
  /**
   * @param onTrouble called with a message when a control fails, with null when it works
   */
  constructor(store, onTrouble) {
    this.store = store;
    this.onTrouble = onTrouble;
    this.form = element('feed');
    this.form.addEventListener('submit', (event) => event.preventDefault());
    element('feed-pause').addEventListener('click', () =>
      this.send({ paused: !this.store.feed.paused }));
    element('feed-swap').addEventListener('click', () => this.send({ swap: true }));
    this.slider('feed-rate', (position) => ({ rate: rateOf(position) }));
    this.slider('feed-spin', (position) => ({ spin: spinOf(position) }));
  }

  /** Sends while the slider moves, but one request at a time. */
  slider(id, change) {
    element(id).addEventListener('input', (event) => {
      this.moving = id;
      this.show({ ...this.store.feed, ...change(Number(event.target.value)) });
      this.wanted = { ...this.wanted, ...change(Number(event.target.value)) };
      if (!this.busy) this.sendWanted();
    });
    element(id).addEventListener('change', () => { this.moving = null; });
  }

  async sendWanted() {
    this.busy = true;
    while (this.wanted) {
      const change = this.wanted;
      this.wanted = null;
      await this.send(change);
    }
    this.busy = false;
  }

  async send(change) {
    try {
      this.store.feed = await postAdmitted('/api/feed', change, PATIENCE_MS);
      this.update();
      this.onTrouble(null);
    } catch (error) {
      this.onTrouble(`That did not work: ${error.message}`);
    }
  }

  update() {
    const { feed } = this.store;
    this.form.hidden = !feed;
    if (!feed) return;
    this.showPlanes();
    if (this.moving !== 'feed-rate' && !this.busy) element('feed-rate').value = positionOf(feed.rate);
    if (this.moving !== 'feed-spin' && !this.busy) {
      element('feed-spin').value = positionOfSpin(feed.spin);
    }
    if (!this.busy) this.show(feed);
    setText(element('feed-pause'), feed.paused ? 'Resume' : 'Pause');
    element('feed-swap').setAttribute('aria-pressed', String(feed.swapped));
  }

  /** Puts the planes first: with spirals they say the most. */
  showPlanes() {
    const planes = element('planes');
    if (planes.previousElementSibling !== this.form) this.form.after(planes);
  }

  show(feed) {
    setText(element('feed-rate-value'), `${count(feed.rate)} points/s`);
    const spin = `${feed.spin < 0 ? '−' : ''}${Math.abs(feed.spin).toFixed(1)}° per 1,000`;
    setText(element('feed-spin-value'), spin);
    element('feed-rate').setAttribute('aria-valuetext', `${feed.rate} points per second`);
    element('feed-spin').setAttribute('aria-valuetext', `${feed.spin} degrees per 1,000 points`);
  }
}
