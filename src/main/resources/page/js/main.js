// The page: frames from the server go into the store, and from there into the views.

import { follow } from '/js/stream.js';
import { Store } from '/js/store.js';
import { Summary } from '/js/summary.js';
import { Learners } from '/js/learners.js';
import { Charts } from '/js/charts.js';
import { Confusion } from '/js/confusion.js';
import { Decisions } from '/js/decisions.js';
import { Ranking } from '/js/ranking.js';
import { ERROR } from '/js/amounts.js';
import { PRECISION, isRare } from '/js/rare.js';
import { Planes } from '/js/planes.js';
import { Tail } from '/js/tail.js';
import { Fields } from '/js/fields.js';
import { Tabs } from '/js/tabs.js';
import { Upload } from '/js/upload.js';
import { Versions } from '/js/versions.js';
import { Letters } from '/js/letters.js';
import { Controls } from '/js/controls.js';
import { themes } from '/js/theme.js';
import { amount, count, element, percent, setText } from '/js/format.js';

const SILENT_MS = 5000;
const TROUBLE_MS = 10000;
const STATES = { live: 'Live', lost: 'Connection lost, trying again', connecting: 'Connecting' };

const store = new Store();
let trouble = null;
let troubleEnds = 0;
let state = 'connecting';

store.views = [
  new Summary(store),
  new Learners(store),
  new Charts(store),
  new Decisions(store, element('decisions')),
  new Ranking(store, element('ranking')),
  new Confusion(store, element('confusion')),
  new Planes(store, element('planes')),
  new Tail(store, element('tail')),
  new Fields(store, element('fields')),
  new Tabs(store, element('tabs')),
  new Upload(store, element('upload')),
  new Versions(store, element('versions')),
  new Letters(store),
  new Controls(store, say),
];

themes(() => {
  for (const view of store.views) view.recolour?.();
});

/** Shows a failure for a while; null clears it. */
function say(message) {
  clearTimeout(troubleEnds);
  trouble = message;
  if (message) troubleEnds = setTimeout(say, TROUBLE_MS, null);
  notice();
}

store.open = follow({
  state(now) {
    if (now === state) return;
    state = now;
    element('connection').dataset.state = now;
    setText(element('connection').querySelector('span'), STATES[now]);
    document.body.classList.toggle('stale', now === 'lost');
    say(null);
  },
  frame(message, isSnapshot) {
    element('main').hidden = false;
    store.tell(store.take(message, isSnapshot));
    document.title = title();
    notice();
  },
});

function title() {
  const learner = store.learners.get(store.focus);
  const accuracy = learner?.scores?.faded?.accuracy;
  const found = isRare(learner) ? learner.scores.faded[PRECISION] : null;
  const name = store.applications.find(({ id }) => id === store.application)?.name;
  const off = learner?.scores?.faded?.[ERROR];
  return [Number.isFinite(off) ? `off by ${amount(off)}` : found?.toFixed(3) ?? (Number.isFinite(accuracy) ? percent(accuracy) : null), name, 'Gyre'].filter(Boolean).join(' · ');
}

function notice() {
  const text = state === 'lost'
    ? 'The connection to Gyre is lost; what you see is no longer up to date. Trying again …'
    : trouble ?? silence();
  element('notice').hidden = text === '';
  setText(element('notice'), text);
}

/** Returns why the page does not change, or an empty text. */
function silence() {
  const { status } = store;
  if (!status) return '';
  if (status.detail !== '') return `${status.detail.replace(/\.$/, '')}.`;
  const isLate = Date.now() - store.since > SILENT_MS;
  if (store.learners.size > 0 && store.points.length === 0 && status.rate >= 1 && isLate) {
    return 'No predictions are published, so no points can be drawn.';
  }
  const quietMs = Date.now() - Math.max(store.heard, store.laggingSince);
  if (quietMs > SILENT_MS) {
    const quiet = Math.floor(quietMs / SILENT_MS) * SILENT_MS / 1000; // Read aloud at each change.
    return `The learners have been silent for ${count(quiet)} s, and points wait for them.`;
  }
  return '';
}
