// The versions that were saved, and how good they are, as they were, on what came since.

import { ERROR } from '/js/amounts.js';
import { postAdmitted } from '/js/login.js';
import { bar, fillBar, heading } from '/js/panel.js';
import { Poll } from '/js/poll.js';
import { PRECISION, isRare } from '/js/rare.js';
import { arrange, count, counted, make, metricName, plain, score, setText, time } from '/js/format.js';

const ASK_MS = 5000;
const RUNNING_MS = 1000;
const MOST = 2; // As VersionControls has it.
const REASONS = { asked: 'somebody asked', settings: 'other settings followed', release: 'another release followed', time: 'time had passed' };

export class Versions {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.rows = new Map(); // number → row
    const { hint } = heading(host, 'Versions');
    this.hint = hint;
    this.list = make('tbody');
    this.compare = button('Compare', () => this.send(this.chosen()));
    this.compare.classList.add('primary');
    this.forget = button('Stop', () => this.send([]));
    this.said = make('p', 'said-first');
    this.said.setAttribute('role', 'status');
    this.bar = bar(0);
    this.error = make('p', 'error');
    this.scores = make('table', 'plain');
    const tools = make('div', 'tools');
    tools.append(this.compare, this.forget);
    const table = make('table', 'plain');
    table.append(head(['', 'version', 'name', 'saved when', 'until', 'of the log']), this.list);
    host.append(scrolled(table), tools, this.said, this.bar, this.error, scrolled(this.scores));
    this.poll = new Poll(host, ASK_MS, () => this.ask());
  }

  update(changed) {
    this.host.hidden = !this.store.marks.some(({ kind }) => kind === 'version');
    if (changed.all || changed.marks) this.poll.now();
  }

  async ask() {
    const { application } = this.store;
    const answer = await this.store.json('/api/versions');
    if (answer && application === this.store.application) this.show(answer);
  }

  async send(versions) {
    try {
      this.show(await postAdmitted(this.store.api('/api/versions/comparison'), { versions }));
      this.trouble = null;
    } catch (error) {
      this.trouble = error.message;
    }
    setText(this.error, this.trouble ?? '');
    this.poll.now();
  }

  chosen() {
    return [...this.rows].filter(([, row]) => row.box.checked).map(([number]) => number);
  }

  show({ versions, comparison }) {
    setText(this.hint, 'Choose one to see what learning brought since, or two to compare both, on the points after the later one.');
    const before = this.rows;
    this.rows = new Map([...versions].reverse().map((version) =>
      [version.number, before.get(version.number) ?? this.row(version)]));
    arrange(this.list, [...this.rows.values()].map(({ element }) => element));
    this.limit();
    this.poll.everyMs = comparison?.state === 'running' ? RUNNING_MS : ASK_MS;
    this.forget.hidden = !comparison;
    setText(this.forget, comparison?.state === 'running' ? 'Stop' : 'Forget');
    this.bar.hidden = comparison?.state !== 'running';
    fillBar(this.bar, comparison?.share);
    setText(this.error, this.trouble ?? comparison?.error ?? '');
    setText(this.said, comparison ? sentence(comparison, this.metrics(comparison)[0]) : '');
    this.scores.hidden = !comparison?.scores.length;
    if (!this.scores.hidden) this.table(comparison);
  }

  row({ number, name, reason, timeMs, offset }) {
    const element = make('tr');
    const box = make('input');
    Object.assign(box, { type: 'checkbox', name: 'version', value: number });
    box.setAttribute('aria-label', `Version ${number}`);
    box.addEventListener('change', () => this.limit());
    const first = make('td');
    first.append(box);
    element.append(first, cell(number), cell(plain(name)), cell(REASONS[reason] ?? reason),
      cell(timeMs < 0 ? '–' : time(timeMs)), cell(`offset ${count(offset)}`));
    return { element, box };
  }

  /** Lets no more be chosen than can be compared. */
  limit() {
    const chosen = this.chosen();
    for (const { box } of this.rows.values()) box.disabled = !box.checked && chosen.length >= MOST;
    this.compare.disabled = chosen.length === 0;
    setText(this.compare, chosen.length > 1 ? 'Compare both' : 'Compare with what was learned since');
  }

  /** Returns the metrics that are shown, the one that leads first. */
  metrics({ scores }) {
    if (scores.some(({ total }) => ERROR in total)) return [ERROR, 'rmse'];
    return [isRare(this.store.learners.get(this.store.focus)) ? PRECISION : 'accuracy', 'cost'];
  }

  table(comparison) {
    const metrics = this.metrics(comparison);
    const columns = [null, ...comparison.versions.toReversed()];
    const learners = [...new Set(comparison.scores.map(({ learner }) => learner))];
    const names = columns.flatMap((version) => metrics.map((metric) =>
      `${metricName(metric)}, ${version === null ? 'learned on' : `version ${version}`}`));
    const body = make('tbody');
    for (const learner of learners) {
      const row = make('tr');
      const name = make('th', '', plain(learner));
      name.scope = 'row';
      row.append(name, ...columns.flatMap((version) => metrics.map((metric) =>
        cell(score(metric, totalOf(comparison, learner, version)?.[metric]), 'figure'))));
      body.append(row);
    }
    this.scores.replaceChildren(head(['learner', ...names], 'figure'), body);
  }
}

const totalOf = ({ scores }, learner, version) =>
  scores.find((each) => each.learner === learner && each.version === version)?.total;

/** Says how good the last learner on the list is, which mixes the others, and how good it would be. */
function sentence(comparison, metric) {
  const { versions, state, share, points, scores } = comparison;
  const last = versions.at(-1);
  if (state === 'failed') return `The comparison on the points since version ${last} has failed.`;
  if (points === 0) return state === 'running' ? 'Reading the version …' : `No point has come since version ${last}.`;
  const learner = scores.filter(({ version }) => version === null).at(-1)?.learner;
  const value = (version) => score(metric, totalOf(comparison, learner, version)?.[metric]);
  const sofar = state === 'running' ? `, ${Math.floor(100 * share)} % of them all` : '';
  const then = versions.toReversed().map((version) => `${value(version)} (version ${version})`).join(' or ');
  return `On ${counted(points, 'point')} since version ${last}${sofar}: ${metricName(metric).toLowerCase()} of ${plain(learner)} `
    + `${value(null)}; with nothing learned since it would be ${then}.`;
}

function cell(text, className = '') {
  return make('td', className, String(text));
}

function head(names, className = '') {
  const row = make('tr');
  row.append(...names.map((name, i) => {
    const th = make('th', i > 0 ? className : '', name);
    th.scope = 'col';
    return th;
  }));
  const thead = make('thead');
  thead.append(row);
  return thead;
}

function scrolled(table) {
  const scroll = make('div', 'scroll');
  scroll.append(table);
  return scroll;
}

function button(text, onClick) {
  const element = make('button', '', text);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}
