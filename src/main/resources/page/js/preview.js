// Shows the first rows of a file, to choose the label and to leave columns out.

import { postAdmitted } from '/js/login.js';
import { segments } from '/js/panel.js';
import { brief } from '/js/classes.js';
import { count, counted, make, setText } from '/js/format.js';

const RATE = 1000;
const COLUMNS = 200; // The greatest number of columns shown; the learners still use the others.

export class Preview {
  /**
   * @param file the answer of /api/files
   * @param onStart called with the application's id once it starts
   */
  constructor(file, onStart) {
    this.file = file;
    this.onStart = onStart;
    this.label = file.label;
    this.ignored = new Set();
    this.keys = new Set();
    this.rate = RATE;
    this.element = make('form', 'preview');
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.start();
    });
    this.said = make('p', 'said-first');
    this.said.setAttribute('role', 'status');
    this.error = make('p', 'error');
    this.error.setAttribute('role', 'alert');
    this.error.hidden = true;
    this.button = make('button', 'primary', 'Start');
    this.button.type = 'submit';
    const foot = make('div', 'tools');
    foot.append(
      segments('Rate', [[RATE, `${count(RATE)} rows/s`], ['max', 'As fast as possible']],
        (rate) => { this.rate = rate; }),
      this.button);
    this.element.append(this.said, this.rows(), this.error, foot);
    this.say();
  }

  focus() {
    (this.element.querySelector('input[name="label"]:checked') ?? this.element.querySelector('input')).focus();
  }

  rows() {
    const columns = this.file.columns.slice(0, COLUMNS);
    const table = make('table', 'plain rows');
    const [labels, uses, keys, names] = [make('tr', 'choices'), make('tr', 'choices'), make('tr', 'choices'), make('tr')];
    labels.append(...columns.map((name) => this.labelChoice(name)));
    uses.append(...columns.map((name) =>
      this.choice(name, 'uses', 'use', `Learn from ${name}`, true, (used) => toggle(this.ignored, name, !used))));
    keys.append(...columns.map((name) =>
      this.choice(name, 'remembers', 'key', `Remember each ${name}`, false, (key) => toggle(this.keys, name, key))));
    names.append(...columns.map((name) => head(name)));
    const thead = make('thead');
    thead.append(names, labels, uses, keys);
    const body = make('tbody');
    body.append(...this.file.rows.map((cells) => {
      const row = make('tr');
      row.append(...columns.map((name, i) => cell(name, cells[i])));
      return row;
    }));
    table.append(make('caption', 'unseen', 'The first rows'), thead, body);
    this.table = table;
    const scroll = make('div', 'scroll tall');
    scroll.append(table);
    const rest = this.file.columns.length - columns.length;
    if (rest > 0) scroll.append(make('p', 'hint', `and ${count(rest)} more columns`));
    scroll.append(...this.file.notes.map((note) => make('p', 'hint', note)));
    return scroll;
  }

  labelChoice(name) {
    const th = make('th');
    const label = make('label', 'check');
    const input = make('input');
    Object.assign(input, { type: 'radio', name: 'label', checked: name === this.label });
    input.setAttribute('aria-label', `${name} is the label`);
    input.addEventListener('change', () => {
      this.label = name;
      this.say();
    });
    label.append(input, make('span', '', 'label'));
    th.append(label);
    return th;
  }

  choice(name, what, shown, said, checked, onChange) {
    const th = make('th');
    const label = make('label', 'check');
    const input = make('input');
    Object.assign(input, { type: 'checkbox', checked });
    input.dataset[what] = name;
    input.setAttribute('aria-label', said);
    if (what === 'remembers') label.title = 'Who or what a row is about: what its rows were, and what came of them, is remembered';
    input.addEventListener('change', () => {
      onChange(input.checked);
      this.say();
    });
    label.append(input, make('span', '', shown));
    th.append(label);
    return th;
  }

  /** The columns of a set that are used. */
  used(columns) {
    return [...columns].filter((name) => name !== this.label && !this.ignored.has(name));
  }

  /** Says what is predicted from which columns, and shows it in the table. */
  say() {
    const { label, file } = this;
    const kinds = file.classes?.[label];
    const from = file.columns.filter((name) => name !== label && !this.ignored.has(name)).length;
    setText(this.said, label === null
      ? 'Which column is the label, the one to predict?'
      : `Predicts ${brief(label)}${distinct(kinds)} from ${count(from)} ${from === 1 ? 'column' : 'columns'}${remembered(this.used(this.keys))}.`);
    this.button.disabled = label === null || from === 0;
    for (const input of this.table.querySelectorAll('[data-uses]')) {
      input.disabled = input.dataset.uses === label;
    }
    for (const input of this.table.querySelectorAll('[data-remembers]')) {
      input.disabled = input.dataset.remembers === label || this.ignored.has(input.dataset.remembers);
    }
    for (const td of this.table.querySelectorAll('[data-column]')) {
      td.classList.toggle('is-label', td.dataset.column === label);
      td.classList.toggle('is-ignored', td.dataset.column !== label && this.ignored.has(td.dataset.column));
    }
  }

  async start() {
    this.button.disabled = true;
    this.error.hidden = true;
    try {
      const { application } = await postAdmitted('/api/files/start', {
        file: this.file.file,
        label: this.label,
        ignore: [...this.ignored].filter((name) => name !== this.label),
        keys: this.used(this.keys),
        rate: this.rate,
      });
      this.onStart(application);
    } catch (error) {
      this.error.textContent = error.message;
      this.error.hidden = false;
      this.button.disabled = false;
    }
  }
}

function toggle(set, name, isIn) {
  if (isIn) set.add(name);
  else set.delete(name);
}

function remembered(keys) {
  return keys.length === 0 ? '' : ` and what is remembered of each ${keys.map((name) => brief(name, 24)).join(' and ')}`;
}

function distinct(kinds) {
  if (!kinds) return '';
  return ` (${counted(kinds.distinct, 'different value')} in ${counted(kinds.of, 'row')})`;
}

function head(name) {
  const th = make('th', '', brief(name, 24));
  th.scope = 'col';
  th.title = name;
  th.dataset.column = name;
  return th;
}

function cell(name, text = '') {
  const td = make('td', '', brief(text, 24));
  td.title = text;
  td.dataset.column = name;
  return td;
}
