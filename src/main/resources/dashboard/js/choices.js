// The choices of a chart: the metric, its scope, and the axis.

import { isBaseline } from '/js/baselines.js';
import { segments } from '/js/panel.js';
import { ranks } from '/js/rare.js';
import { make, metricName, setText } from '/js/format.js';

export class Choices {
  /**
   * @param choice {metric, scope, isLog}; changed in place
   * @param onChange called after each change
   */
  constructor(choice, onChange) {
    this.choice = choice;
    this.select = make('select');
    this.select.setAttribute('aria-label', 'Metric shown');
    this.select.addEventListener('change', () => {
      choice.metric = this.select.value;
      this.isChosen = true;
      onChange();
    });
    this.add(choice.metric);
    this.scopes = segments('Points', [['faded', 'Last 1,000'], ['window', 'Window']],
      (scope) => { choice.scope = scope; onChange(); }, choice.scope);
    this.element = make('div', 'choices');
    this.element.append(
      this.select,
      this.scopes,
      segments('Axis', [[false, 'Linear'], [true, 'Log']],
        (isLog) => { choice.isLog = isLog; onChange(); }, choice.isLog));
  }

  /** Shows which scope is drawn: the chosen one, unless only the other has the metric. */
  tell(scope) {
    for (const input of this.scopes.querySelectorAll('input')) input.checked = input.value === scope;
    setText(this.scopes.querySelector('label span'), ranks(this.choice.metric) ? 'Last 100 positives' : 'Last 1,000');
  }

  /** Shows a metric instead of another until somebody chooses one. */
  lead(usual, metric) {
    const isKnown = [...this.select.options].some((option) => option.value === metric);
    if (this.isChosen || this.choice.metric !== usual || !isKnown) return;
    this.choice.metric = metric;
    this.select.value = metric;
  }

  add(metric) {
    const option = make('option', '', metricName(metric));
    option.value = metric;
    this.select.append(option);
  }

  /** Offers new metrics and keeps the choice. Baselines are left out: they are lines beside the accuracy. */
  offer(metrics) {
    const known = new Set([...this.select.options].map((option) => option.value));
    metrics.filter((metric) => !known.has(metric) && !isBaseline(metric))
      .forEach((metric) => this.add(metric));
  }
}
