// The details of a learner's row: its counts, its other scores, its settings.

import { SHOWN, shape } from '/js/columns.js';
import { isRare, ranks, saysLittle } from '/js/rare.js';
import { count, make, metricName, metricOf, score, setText } from '/js/format.js';

const COUNTS = [
  ['parameters', 'size'],
  ['points', 'points'],
  ['labels', 'labelled'],
  ['steps', 'step'],
  ['late', 'late', 'Points of a closed window'],
  ['early', 'early', 'Points too far ahead in time'],
  ['refused steps', 'refused', 'Steps that would have made a parameter infinite or NaN'],
  ['missed', 'missed', 'Points deleted before they were read'],
  ['ignored', 'ignored', 'Records that are not meant as points, such as tombstones'],
];

const SCOPES = { faded: 'last 1,000', window: 'last window', total: 'in total' };

export class Details {
  constructor(id, columns) {
    this.isOpen = false;
    this.element = make('tr', 'details');
    this.element.dataset.learner = id;
    const cell = make('td');
    cell.colSpan = columns;
    this.list = make('dl');
    this.settings = make('pre');
    cell.append(this.list, this.settings);
    this.element.append(cell);
    this.names = null;
  }

  open(isOpen) {
    this.isOpen = isOpen;
    if (this.learner) this.show();
  }

  take(learner) {
    this.learner = learner;
    this.show();
  }

  show() {
    if (!this.isOpen) return;
    const { learner } = this;
    const rows = [
      ['kind', shape(learner)],
      ...COUNTS.map(([name, key, title]) => [name, count(learner[key]), title, key]),
      ...scores(learner),
    ];
    this.build(rows);
    rows.forEach(([, text, , key], i) => {
      setText(this.values[i], text);
      this.values[i].classList.toggle('alarming', key === 'refused' && learner.refused > 0);
    });
    setText(this.settings, settings(learner));
  }

  build(rows) {
    const names = rows.map(([name]) => name).join('\n');
    if (names === this.names) return;
    this.names = names;
    this.values = rows.map(() => make('dd'));
    this.list.replaceChildren(...rows.map(([name, , title], i) => {
      const pair = make('div');
      if (title) pair.title = title;
      pair.append(make('dt', '', name), this.values[i]);
      return pair;
    }));
  }
}

function settings({ settings: all }) {
  return Object.keys(all ?? {}).length > 0 ? JSON.stringify(all) : '';
}

const named = (metric, scope, name) =>
  (scope === 'faded' && ranks(metric) ? 'last 100 positives' : name);

/** Returns the scores without a column of their own, in each scope that has them. */
function scores(learner) {
  const isShown = (metric) => SHOWN.has(metric) && !(saysLittle(metric) && isRare(learner));
  return Object.entries(SCOPES).flatMap(([scope, name]) =>
    Object.entries(learner.scores?.[scope] ?? {})
      .filter(([metric, value]) => !isShown(metric) && !metric.startsWith('n-') && typeof value === 'number')
      .map(([metric, value]) => [`${metricName(metric)}, ${named(metric, scope, name)}`, score(metric, value), metricOf(metric).meaning]));
}
