// The choices of a chart: the metric, its scope, and the axis.

import { isOfAmounts } from '/js/amounts.js';
import { isBaseline } from '/js/baselines.js';
import { check, segments } from '/js/panel.js';
import { ranks } from '/js/rare.js';
import { make, metricName, setText } from '/js/format.js';

export class Choices {
  /**
   * @param choice {metric, scope, isLog}; changed in place
   * @param onChange called after each change
   */
  constructor(choice, onChange) {
    this.choice = choice;
    this.usual = { metric: choice.metric, isLog: choice.isLog };
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
    this.axis = segments('Axis', [[false, 'Linear'], [true, 'Log']],
      (isLog) => { choice.isLog = isLog; this.isChosen = true; onChange(); }, choice.isLog);
    this.element.append(this.select, this.scopes, this.axis);
  }

  /** Shows which scope is drawn: the chosen one, unless only the other has the metric. */
  tell(scope) {
    check(this.scopes, scope);
    setText(this.scopes.querySelector('label span'), ranks(this.choice.metric) ? 'Last 100 positives' : 'Last 1,000');
  }

  /** Shows a metric instead of the usual one until somebody chooses; null goes back to that. */
  lead(metric) {
    const isKnown = metric === null || [...this.select.options].some((option) => option.value === metric);
    if (this.isChosen || !isKnown) return;
    Object.assign(this.choice, metric === null ? this.usual : { metric, isLog: false });
    this.select.value = this.choice.metric;
    check(this.axis, this.choice.isLog);
  }

  add(metric) {
    const option = make('option', '', metricName(metric));
    option.value = metric;
    this.select.append(option);
  }

  /**
   * Offers new metrics and keeps the choice, unless it is of classes and labels are amounts, or the
   * reverse. Baselines are left out: they are lines beside another metric.
   */
  offer(metrics, areAmounts) {
    const known = new Set([...this.select.options].map((option) => option.value));
    metrics.filter((metric) => !known.has(metric) && !isBaseline(metric))
      .forEach((metric) => this.add(metric));
    for (const option of this.select.options) option.hidden = option.disabled = isOfAmounts(option.value) !== areAmounts;
    if (isOfAmounts(this.choice.metric) !== areAmounts) this.isChosen = false;
  }
}
