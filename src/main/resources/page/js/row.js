// A learner's row in the table, and the details that it opens.

import { COLUMNS, cellsOf, shape, text } from '/js/columns.js';
import { Details } from '/js/details.js';
import { accuracyError, margin } from '/js/errors.js';
import { make, setText } from '/js/format.js';

export class Row {
  constructor(store, id) {
    this.element = make('tr', 'learner');
    this.element.dataset.learner = id;
    this.cells = cellsOf();
    this.details = new Details(id, 3 + COLUMNS.length);
    this.shown = make('input');
    this.shown.type = 'checkbox';
    this.shown.setAttribute('aria-label', `Curve of ${id}`);
    this.shown.addEventListener('change', () => store.show(id, this.shown.checked));
    const show = make('td');
    show.append(this.shown);
    const more = make('td');
    more.append(this.opener(id));
    this.bar = make('i');
    this.weight = make('div');
    const weight = this.cells.get('weight');
    this.weight.append(weight.firstChild, this.bar);
    weight.append(this.weight);
    this.element.append(show, this.head(id), ...this.cells.values(), more);
    this.element.addEventListener('click', (event) => {
      if (!event.target.closest('input, .more')) store.chooseFocus(id);
    });
  }

  head(id) {
    const head = make('th', 'name');
    head.scope = 'row';
    this.mark = make('span', 'mark');
    this.name = make('button', '', id);
    this.name.type = 'button';
    this.name.title = id;
    this.what = make('small');
    const line = make('div');
    line.append(this.mark, this.name, this.what);
    head.append(line);
    return head;
  }

  opener(id) {
    const button = make('button', 'more', '▸');
    button.type = 'button';
    button.setAttribute('aria-label', `Details of ${id}`);
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', () => {
      const isOpen = !this.details.isOpen;
      this.details.open(isOpen);
      button.textContent = isOpen ? '▾' : '▸';
      button.setAttribute('aria-expanded', String(isOpen));
      if (isOpen) this.element.after(this.details.element);
      else this.details.element.remove();
    });
    return button;
  }

  /** Sets the stroke of its curve. */
  recolour(swatch) {
    this.mark.replaceChildren(swatch);
  }

  /** Sets whether it is in focus, and whether its curve is shown. */
  choose(isFocus, isShown) {
    this.element.classList.toggle('focus', isFocus);
    this.element.classList.toggle('shown', isShown);
    this.name.setAttribute('aria-pressed', String(isFocus));
    this.shown.checked = isShown;
  }

  /** Shows its kind, and its values by key, the best in bold. */
  fill(learner, { scope, values, best }) {
    setText(this.what, shape(learner));
    this.what.title = this.what.textContent;
    for (const [key, cell] of this.cells) {
      const shown = text(key, values[key]);
      const host = key === 'weight' ? this.weight.firstChild : cell.firstChild;
      setText(host, shown);
      cell.classList.toggle('best', shown !== '–' && shown === best.get(key));
    }
    setText(this.cells.get('accuracy').lastChild, errorText(scope, values));
    this.bar.hidden = !Number.isFinite(values.weight);
    this.bar.style.setProperty('--share', `${Math.max(0, Math.min(1, values.weight ?? 0)) * 100}%`);
    this.details.take(learner);
  }
}

/** Formats the standard error of the accuracy shown. */
function errorText(scope, { accuracy, n }) {
  const error = accuracyError(scope, accuracy, n);
  return error === null ? '' : `±${margin(error)}`;
}
