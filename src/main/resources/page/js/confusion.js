// The confusion matrix of a learner, and how far its probabilities can be trusted.

import { hasAmounts } from '/js/amounts.js';
import { Calibration } from '/js/calibration.js';
import { Matrix } from '/js/matrix.js';
import { openCell } from '/js/cell.js';
import { brief, nameOf } from '/js/classes.js';
import { leastFound, ofTotals, pairs, shownClasses } from '/js/mistakes.js';
import { check, heading, segments } from '/js/panel.js';
import { Poll } from '/js/poll.js';
import { isRare, rareOfTwo } from '/js/rare.js';
import { count, countsRows, make, percent, setText, time } from '/js/format.js';

const ASK_MS = 1000;
const NAMED = 3; // The number of most frequent mistakes that are named.

export class Confusion {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.scope = 'recent';
    const { header, hint } = heading(host, 'Which classes are confused');
    this.hint = hint;
    const tools = make('div', 'tools');
    this.scopes = segments('Points counted', [['recent', 'Latest'], ['total', 'In total']],
      (scope) => { this.scope = scope; this.isChosen = true; this.show(); });
    this.scopes.title = 'Latest: at least the last 1,000, back to the end of a report';
    tools.append(
      this.scopes,
      segments('Cells', [['counts', 'Counts'], ['shares', '% of row']],
        (unit) => { this.matrix.unit = unit; this.show(); }));
    header.append(tools);
    this.said = make('p', 'said-first');
    this.said.setAttribute('role', 'status');
    this.all = make('input');
    this.all.type = 'checkbox';
    this.all.addEventListener('change', () => this.show());
    this.allLabel = make('label', 'check');
    this.allText = make('span');
    this.allLabel.append(this.all, this.allText);
    this.matrix = new Matrix((label, prediction) =>
      openCell(store, this.learner, label, prediction));
    this.calibration = new Calibration();
    this.how = make('p', 'hint', 'A class counts as predicted when it is the most probable, so the recall of the rare one is mostly lower here than at 1 % false.');
    const left = make('div', 'matrix-side');
    left.append(this.matrix.element, this.allLabel);
    const both = make('div', 'confusion-body');
    both.append(left, this.calibration.element);
    host.append(this.said, both, this.how);
    this.poll = new Poll(host, ASK_MS, () => this.ask());
    this.show();
  }

  update(changed) {
    this.host.hidden = hasAmounts(this.store);
    if (changed.all && this.application !== this.store.application) {
      this.application = this.store.application;
      this.answer = null;
      this.show();
    }
    this.lead();
    if (changed.all || changed.focus) this.poll.now();
  }

  /** Counts all labels where a class is rare, since the last 1,000 hold few of it, until somebody chooses. */
  lead() {
    const before = this.isRare;
    this.isRare = isRare(this.store.learners.get(this.store.focus));
    if (this.isRare === before) return;
    if (!this.isChosen) this.scope = this.isRare ? 'total' : 'recent';
    check(this.scopes, this.scope);
    this.show();
  }

  async ask() {
    const learner = this.store.focus;
    if (!learner) return;
    const query = new URLSearchParams({ learner });
    const answer = await this.store.json(`/api/confusion?${query}`);
    if (!answer || this.store.focus !== learner) return;
    this.learner = learner;
    this.answer = answer;
    this.show();
  }

  show() {
    const { answer } = this;
    const of = answer && this.chosen(answer);
    setText(this.hint, of ? `${this.learner}, ${of.when}` : '');
    this.allLabel.hidden = true;
    this.how.hidden = !of || rareOfTwo(this.store.learners.get(this.store.focus)) === null;
    this.matrix.element.hidden = !of;
    this.calibration.element.hidden = !of;
    this.host.classList.toggle('empty', !of);
    if (!of) {
      setText(this.said, answer ? 'No label has come yet.' : this.store.awaited);
      return;
    }
    this.showMatrix(of);
    this.calibration.show(of.calibration, this.isRare);
  }

  /** Returns the counts of the chosen scope, or the total if there are no others. */
  chosen({ classes, total, recent, faded }) {
    if (!(total?.n > 0)) return null;
    const names = classes.map(nameOf);
    if (this.scope === 'total' || !recent?.confusion) {
      return {
        ...ofTotals(names, total), calibration: total.calibration, when: total.n === 1 ? 'the only label' : `all ${count(total.n)} labels`,
      };
    }
    // It is the end of a window, and so may be some rows too many.
    const isSince = recent.since > 0 && !(this.isRare && countsRows());
    return {
      ...ofTotals(names, recent),
      calibration: faded?.calibration,
      when: `the last ${count(recent.n)} labels${isSince ? `, since ${time(recent.since)}` : ''}`,
    };
  }

  showMatrix(of) {
    const worst = of.counts ? pairs(of).slice(0, NAMED) : [];
    setText(this.said, sentence(of, worst));
    const { shown, isAll } = shownClasses(of, this.all.checked);
    this.allLabel.hidden = isAll && !this.all.checked;
    setText(this.allText, `all ${of.names.length} classes`);
    this.matrix.show(of, shown, worst);
  }
}

function sentence(of, worst) {
  if (!of.counts) {
    const least = leastFound(of).slice(0, NAMED).map((i) => `${brief(of.names[i])} (${percent(of.recall[i])})`);
    return `Least often found of ${count(of.names.length)} classes: ${least.join(', ')}.`;
  }
  if (worst.length === 0) return 'No class was confused with another.';
  const named = worst.map(({ label, prediction, n }) =>
    `${brief(label)} taken for ${brief(prediction)} (${count(n)})`);
  return `Most often confused: ${named.join(', ')}.`;
}
