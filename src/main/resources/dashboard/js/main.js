// The page: frames from the server go into the store, and from there into what is to be seen.

import { follow } from '/js/stream.js';
import { Store } from '/js/store.js';
import { Cards } from '/js/cards.js';
import { Charts } from '/js/charts.js';
import { Letters, letterCount } from '/js/letters.js';
import { Controls } from '/js/controls.js';
import { themes } from '/js/theme.js';
import { count, setText } from '/js/format.js';

const SILENT_MS = 5000;
const TROUBLE_MS = 10000;
const STATES = { live: 'Live', lost: 'Connection lost, trying again', connecting: 'Connecting' };

const element = (id) => document.getElementById(id);
const store = new Store();
let trouble = null;
let troubleEnds = 0;
let state = 'connecting';

themes(() => {
  cards.recolour();
  charts.rebuild();
});
const cards = new Cards(store);
const charts = new Charts(store);
const letters = new Letters(store);
const controls = new Controls(store, say);

/** Says what did not work, for a while; null when it did. */
function say(message) {
  clearTimeout(troubleEnds);
  trouble = message;
  if (message) troubleEnds = setTimeout(say, TROUBLE_MS, null);
  notice();
}

follow({
  state(now) {
    if (now === state) return;
    state = now;
    element('connection').dataset.state = now;
    setText(element('connection').querySelector('span'), STATES[now]);
    document.body.classList.toggle('stale', now === 'lost');
    cards.isLive = now === 'live';
    say(null);
  },
  frame(message, isSnapshot) {
    const changed = store.take(message, isSnapshot);
    cards.update(changed);
    if (changed.history || changed.learners) charts.update();
    if (changed.letters) letters.update();
    controls.update();
    figures();
    notice();
  },
});

function paint() {
  requestAnimationFrame(paint); // First: what fails once must not be the last that is painted.
  cards.paint();
}
requestAnimationFrame(paint);

function figures() {
  const { status } = store;
  setText(element('figure-rate'), count(Math.round(status.rate)));
  setText(element('figure-shown'), shown(status));
  setText(element('figure-lag'), status.lag < 0 ? '–' : count(status.lag));
  setText(element('figure-letters'), letterCount(status.letters, status.allLetters));
  document.title = title();
}

/** Of how many points one is drawn: the page never reads more than it can show. */
function shown(status) {
  if (status.rate < 1 || status.shown < 1) return '–';
  const every = Math.round(status.rate / status.shown);
  return every <= 1 ? 'all' : `1 in ${count(every)}`;
}

function title() {
  const best = Math.max(...[...store.learners.values()].map((learner) => learner.accuracy ?? 0), 0);
  return best > 0 ? `${(best * 100).toFixed(1)} % · Gyre` : 'Gyre';
}

function notice() {
  const text = state === 'lost'
    ? 'The connection to Gyre is lost; what you see is no longer up to date. Trying again …'
    : trouble ?? silence();
  element('notice').hidden = text === '';
  setText(element('notice'), text);
}

/** What keeps the picture from moving, if anything does. */
function silence() {
  const { status } = store;
  if (!status) return '';
  if (status.detail !== '') return `${status.detail}.`;
  const arePlanes = [...store.learners.values()].some(({ model }) => model);
  const isLate = Date.now() - store.since > SILENT_MS;
  if (arePlanes && store.points.length === 0 && status.rate >= 1 && isLate) {
    return 'No predictions are published, so no points can be drawn.';
  }
  const quietMs = Date.now() - Math.max(store.heard, store.laggingSince);
  if (quietMs > SILENT_MS) {
    const quiet = Math.floor(quietMs / SILENT_MS) * SILENT_MS / 1000; // Read aloud at each change.
    return `The learners have been silent for ${count(quiet)} s, and points wait for them.`;
  }
  return '';
}
