// What a chart shows, to be chosen: the metric, of which points, and on which axis.

import { make, metricName } from '/js/format.js';

/** Of which points a score is. */
const SCOPES = { faded: 'Last 1,000', window: 'Window' };

/** The baselines are lines beside the accuracy, and not to be chosen. */
const BASELINES = new Set(['last-label', 'majority']);

export class Choices {
  /**
   * @param name of the chart, unique on the page
   * @param choice {metric, scope, isLog}; is changed
   * @param onChange called after that
   */
  constructor(name, choice, onChange) {
    this.choice = choice;
    this.select = make('select');
    this.select.setAttribute('aria-label', 'Metric shown');
    this.select.addEventListener('change', () => {
      choice.metric = this.select.value;
      onChange();
    });
    this.add(choice.metric);
    this.scopes = segments(`${name}-scope`, 'Points', choice.scope, SCOPES,
      (scope) => { choice.scope = scope; onChange(); });
    this.element = make('div', 'choices');
    this.element.append(
      this.select,
      this.scopes,
      segments(`${name}-axis`, 'Axis', choice.isLog ? 'log' : 'linear', { linear: 'Linear', log: 'Log' },
        (axis) => { choice.isLog = axis === 'log'; onChange(); }));
  }

  /** Shows which scope is drawn: that of choice, unless the metric is only known of the other. */
  tell(scope) {
    for (const input of this.scopes.querySelectorAll('input')) input.checked = input.value === scope;
  }

  add(metric) {
    const option = make('option', '', metricName(metric));
    option.value = metric;
    this.select.append(option);
  }

  /** Offers metrics that have appeared; what was chosen stays. */
  offer(metrics) {
    const known = new Set([...this.select.options].map((option) => option.value));
    metrics.filter((metric) => !known.has(metric) && !BASELINES.has(metric))
      .forEach((metric) => this.add(metric));
  }
}

/** Radio buttons in a row. */
function segments(name, legend, chosen, options, onChoice) {
  const element = make('fieldset', 'segments');
  element.append(make('legend', 'unseen', legend));
  for (const [value, text] of Object.entries(options)) {
    const input = make('input');
    Object.assign(input, { type: 'radio', name, value, checked: value === chosen });
    input.addEventListener('change', () => onChoice(value));
    const label = make('label');
    label.append(input, make('span', '', text));
    element.append(label);
  }
  return element;
}
