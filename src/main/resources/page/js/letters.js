// Dead letters, the latest first; each opens to the record as it came, as text.

import { arrange, count, make, setText, timeOf } from '/js/format.js';

export class Letters {
  constructor(store) {
    this.store = store;
    this.host = document.getElementById('letters-list');
    this.items = new Map();
  }

  update() {
    const letters = [...this.store.letters].reverse();
    const before = this.items;
    this.items = new Map(letters.map((letter) => [letter.at, before.get(letter.at) ?? item(letter)]));
    arrange(this.host, [...this.items.values()]);
    this.count();
  }

  count() {
    const { letters = 0, allLetters = true } = this.store.status ?? {};
    const shown = this.store.letters.length;
    const some = letters > shown ? ` The latest ${count(shown)} are here.` : '';
    setText(
      document.getElementById('letters-hint'),
      letters === 0 && allLetters
        ? 'None so far.'
        : `${letterCount(letters, allLetters)} ${letters === 1 ? 'record is not a usable point' : 'records are not usable points'}.${some}`);
  }
}

/** Formats their number, with a + if there were more before the ones read. */
export const letterCount = (letters, all) => `${count(letters)}${all ? '' : '+'}`;

function item(letter) {
  const element = make('details', 'letter');
  const summary = make('summary');
  summary.append(
    make('time', '', timeOf({ time: letter.timestampMs })),
    make('span', 'reason', letter.reason),
    make('span', 'source', letter.source));
  const body = make('dl');
  add(body, `value, ${count(letter.bytes)} bytes`, letter.value ?? 'null');
  add(body, 'key', letter.key ?? 'null');
  add(body, 'headers', letter.headers);
  element.append(summary, body);
  return element;
}

function add(list, name, text) {
  list.append(make('dt', '', name));
  const value = make('dd');
  value.append(make('pre', '', text));
  list.append(value);
}
