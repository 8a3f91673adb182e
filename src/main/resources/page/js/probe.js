// Asks every learner about a place on the plane.

import { askAll, placeText, recordAt, said, standing } from '/js/ask.js';
import { make, setText } from '/js/format.js';

const HOW = 'Click, or move with the arrow keys, to ask about a place.';
const NOTHING = { text: '\u00a0', all: '' };

export class Probe {
  /**
   * @param cards returns the cards shown, by id
   * @param view returns the plane shown; null for none
   */
  constructor(store, cards, view) {
    this.store = store;
    this.cards = cards;
    this.view = view;
    this.place = null;
    this.where = make('span', 'hint', HOW);
    this.aloud = make('p', 'unseen');
    this.aloud.setAttribute('role', 'status');
  }

  /** Asks about a place, [right, up], 0 to 1; null stops asking. */
  ask(place) {
    this.place = place;
    for (const { plane } of this.cards().values()) plane.probe(place);
    this.answer();
  }

  /** Shows the learners' answers about the latest place; asks one question at a time. */
  async answer() {
    this.isAsked = true;
    if (this.isAnswering) return;
    this.isAnswering = true;
    try {
      while (this.isAsked) {
        this.isAsked = false;
        await this.predict();
      }
    } finally {
      this.isAnswering = false;
    }
  }

  async predict() {
    const view = this.view();
    if (this.place === null || !view?.low) {
      this.tell(() => NOTHING, '');
      return;
    }
    const record = recordAt(view, this.place);
    const answers = await askAll(this.store, record);
    if (!answers || this.place === null) return;
    const of = new Map(answers.map((answer) => [answer.learner, answer]));
    const last = answers.filter(({ offset }) => offset !== undefined).pop();
    this.tell(
      (id) => said(of.get(id), this.store.learners.get(id)?.classes),
      placeText(view, record),
      last ? `, ${standing(last)}` : '');
  }

  tell(saidBy, where, when = '') {
    const all = [];
    for (const [id, card] of this.cards()) {
      const words = saidBy(id);
      card.tell(words);
      all.push(`${id}: ${words.text}`);
    }
    setText(this.where, where === '' ? HOW : `Below each learner: its answer at ${where}${when}.`);
    setText(this.aloud, where === '' ? '' : `At ${where}: ${all.join('. ')}`);
  }
}
