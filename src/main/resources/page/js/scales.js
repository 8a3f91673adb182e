// Maps the values of a metric to heights on a chart, on a linear or a logarithmic axis.

import { isShare, metricName, metricOf, score, small, tick } from '/js/format.js';

/** There is no logarithm of 0: smaller values are drawn here. */
const LEAST = 1e-7;
const LEAST_WRONG = 1e-4;

/** Metrics that are better when smaller; all others end at 1. */
const isCost = (metric) => metricOf(metric).lessIsBetter === true;

const STEPS = [1, 2, 5, 10];

/** Returns 1, 2 or 5 times a power of ten at or below (−1), or at or above (1) a value. */
function round(value, side) {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const steps = STEPS.map((step) => step * decade);
  return side < 0
    ? steps.findLast((step) => step <= value * (1 + 1e-9)) ?? decade
    : steps.find((step) => step >= value * (1 - 1e-9)) ?? 10 * decade;
}

/**
 * Returns the scale of a metric: {up: its height, range and distr for uPlot, tick: a height as text,
 * read: a height as the value's text}. For a metric that ends at 1 the logarithmic axis shows the
 * distance from 1, so that 90 %, 99 % and 99.9 % are equally far apart.
 */
export function scaleOf(metric, isLog) {
  const isAmount = metricOf(metric).unit === 'AMOUNT';
  const name = (value) => (isShare(metric) ? `${Number((value * 100).toPrecision(6))} %` : isAmount ? tick(value) : small(value));
  const read = (back) => (height) => score(metric, Number.isFinite(height) ? back(height) : null);
  const same = (value) => value;
  if (!isLog) return { up: same, tick: name, read: read(same), scale: { range: linear(isCost(metric), isAmount ? 0 : 0.1) } };
  if (isCost(metric)) {
    return { up: (value) => Math.max(LEAST, value), tick: name, read: read(same), scale: { distr: 3, range: decades } };
  }
  const wrong = (value) => Math.max(LEAST_WRONG, 1 - value);
  return {
    up: wrong,
    tick: (height) => name(1 - height),
    read: read(wrong),
    scale: { distr: 3, dir: -1, range: decades },
    title: `${metricName(metric)}; the axis is logarithmic in its distance from 1`,
  };
}

/** The most that a scale goes beyond the usual heights. */
const rare = ({ usual: heights }) => (heights ? (heights.high - heights.low) / 2 : 0);

/** A linear axis begins and ends at a multiple of this. */
const linear = (isFromZero, least) => (u, low, high) => {
  if (low === null || high === null) return [0, 1];
  const lowest = Math.max(low, Math.min(u.usual?.low ?? low, high) - rare(u));
  const step = lowest > 0.9 ? 0.02 : 0.1;
  if (isFromZero) return [0, Math.max(least, Math.min(high, (u.usual?.high ?? high) + rare(u))) || 1];
  const top = high > 1 ? high : Math.min(1, Math.ceil(high / step + 0.2) * step);
  return [Math.floor(lowest / step) * step, top];
};

const decades = (u, low, high) => {
  if (low === null || high === null) return [0.01, 1];
  const bottom = round(Math.max(low, Math.min((u.usual?.low ?? low) / 2, high)), -1);
  return [bottom, Math.max(bottom * 2, round(high, 1))];
};

/** Says which ticks of a logarithmic axis have a text: 1, 2 and 5, or with many decades only 1. */
export function isNamed(mark, { min, max }) {
  const leading = mark / 10 ** Math.floor(Math.log10(mark) + 1e-9);
  const named = max / min > 1000 ? [1] : [1, 2, 5];
  return named.some((step) => Math.abs(leading - step) < 1e-6);
}

/**
 * Returns the heights between which nearly all lines lie, so that one lucky or unlucky window does not
 * stretch the scale.
 */
export function usual(columns) {
  const sorted = columns.map((column) => column.filter(Number.isFinite).sort((a, b) => a - b))
    .filter((column) => column.length > 0);
  const at = (column, share) => column[Math.min(column.length - 1, Math.floor(column.length * share))];
  return {
    low: Math.min(...sorted.map((column) => at(column, 0.04))),
    high: Math.max(...sorted.map((column) => at(column, 0.96))),
  };
}
