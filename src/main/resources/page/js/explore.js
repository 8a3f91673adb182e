// Keys and fingers on a chart; uPlot itself handles only the mouse.

/** The shortest range shown, in seconds. */
const NARROWEST = 2;

const KEYS = {
  ArrowLeft: (chart, by) => move(chart, -by),
  ArrowRight: (chart, by) => move(chart, by),
  Home: (chart) => move(chart, -Infinity),
  End: (chart) => move(chart, Infinity),
  '+': (chart) => zoom(chart, 1 / 2),
  '=': (chart) => zoom(chart, 1 / 2),
  '-': (chart) => zoom(chart, 2),
  Escape: leave,
};

/** Makes a chart answer to keys and to a finger; a screen reader sees a slider over time. */
export function explore(chart) {
  const { host } = chart;
  host.tabIndex = 0;
  host.setAttribute('role', 'slider');
  host.setAttribute('aria-valuenow', 0);
  host.setAttribute('aria-description', 'Arrow keys read values, + and − zoom, Escape returns');
  host.addEventListener('keydown', (event) => {
    if (!chart.plot || event.ctrlKey || event.altKey || event.metaKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(chart, event.shiftKey ? 10 : 1);
  });
  drag(chart);
}

function move(chart, by) {
  const { plot, host } = chart;
  const [first, last] = plot.series[0].idxs;
  const at = Math.max(first, Math.min(last, (plot.cursor.idx ?? last) + by));
  point(plot, plot.valToPos(plot.data[0][at], 'x'));
  host.setAttribute('aria-valuemin', first);
  host.setAttribute('aria-valuemax', last);
  host.setAttribute('aria-valuenow', at);
  host.setAttribute('aria-valuetext', chart.told());
}

/** Puts the cursor of both charts there. */
const point = (plot, left) => plot.setCursor({ left, top: 0 }, true, true);

/** Zooms around the cursor, or without one around the present. */
function zoom({ plot, charts }, factor) {
  const { min, max } = plot.scales.x;
  const times = plot.data[0];
  const centre = times[plot.cursor.idx] ?? max;
  const range = { min: centre - (centre - min) * factor, max: centre + (max - centre) * factor };
  const all = charts.unzoomed();
  if (range.min <= all.min && range.max >= all.max) charts.zoomTo(null);
  else if (range.max - range.min >= NARROWEST) charts.zoomTo(range);
}

function leave({ plot, charts }) {
  point(plot, -10);
  charts.zoomTo(null);
}

/** Lets one finger read values where it is, and select from where it came down. */
function drag(chart) {
  const { host } = chart;
  let from = null;
  const select = (left, width, fire) => chart.plot.setSelect(
    { left, width, top: 0, height: chart.plot.over.clientHeight }, fire);
  const leftOf = (event) => {
    const box = chart.plot.over.getBoundingClientRect();
    return Math.max(0, Math.min(box.width, event.clientX - box.left));
  };
  host.addEventListener('pointerdown', (event) => {
    from = event.pointerType !== 'mouse' && event.isPrimary && chart.plot ? leftOf(event) : null;
  });
  host.addEventListener('pointermove', (event) => {
    if (from === null) return;
    const at = leftOf(event);
    point(chart.plot, at);
    select(Math.min(from, at), Math.abs(at - from), false);
  });
  host.addEventListener('pointerup', (event) => {
    if (from === null) return;
    const at = leftOf(event);
    select(Math.min(from, at), Math.abs(at - from), true);
    from = null;
  });
  host.addEventListener('pointercancel', () => {
    if (from !== null) select(0, 0, false);
    from = null;
  });
}
