// Where labels are amounts, as minutes or a price, instead of classes: what the page tells of them.

import { amount, metricOf } from '/js/format.js';

/** The mean distance from the label, which leads there. */
export const ERROR = 'mae';

/** Returns whether the labels that the learners of a store learn are amounts. */
export const hasAmounts = ({ learners }) => ERROR in (learners.values().next().value?.scores?.faded ?? {});

/** Returns whether a metric is one of amounts. */
export const isOfAmounts = (metric) => metricOf(metric).ofAmounts === true;

/** Returns what was said, {amount, lower, upper}, if it is an amount; else null. */
export const amountOf = (said) => (Number.isFinite(said?.amount) ? said : null);

/** Returns whether a label lies outside of the interval that was said. */
export const isOutside = ({ lower, upper }, label) => label < lower || label > upper;

/** Formats an interval; a dash without one. */
export const interval = ({ lower, upper }) =>
  (Number.isFinite(lower) && Number.isFinite(upper) ? `${amount(lower)} to ${amount(upper)}` : '–');

/** Formats how far an amount is above the label (+), or below (−). */
export function distance(said, label) {
  const text = amount(said - label, Math.max(Math.abs(said), Math.abs(label)));
  return said > label && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Returns the standard error of a mean distance, by the mean of their squares; m is the number of points. */
export const meanError = ({ mae, rmse }, m) => Math.sqrt(Math.max(0, rmse ** 2 - mae ** 2) / m);
