// Light and dark, the colours that canvases need as numbers, and the line of each learner.

import { svg } from '/js/panel.js';

const KEY = 'gyre.theme';
const DARK = '(prefers-color-scheme: dark)';

/** The media query of the dark colours for each choice; auto follows the system. */
const MEDIA = { auto: DARK, light: 'not all', dark: 'all' };
const darkRules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule.media?.mediaText === DARK);

/** Follows the choice of colours; calls back after a change. */
export function themes(onChange) {
  let choice = remembered();
  const apply = () => {
    for (const rule of darkRules) rule.media.mediaText = MEDIA[choice];
  };
  for (const input of document.querySelectorAll('#theme input')) {
    input.checked = input.value === choice;
    input.addEventListener('change', () => {
      choice = input.value;
      remember(choice);
      apply();
      onChange();
    });
  }
  matchMedia(DARK).addEventListener('change', onChange);
  apply();
}

// If the browser stores nothing, the choice lasts as long as the page.

function remembered() {
  try {
    const choice = localStorage.getItem(KEY);
    return choice in MEDIA ? choice : 'auto';
  } catch {
    return 'auto';
  }
}

function remember(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice need not be stored.
  }
}

/** Returns a colour of the style sheet, as CSS text. */
export const css = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Returns a colour of the style sheet written #rrggbb, as [r, g, b]. */
export const rgb = (name) =>
  [1, 3, 5].map((at) => Number.parseInt(css(name).slice(at, at + 2), 16));

const LEARNER_COLOURS = 6;

/** As many dashes as colours: they shift by one with each round of colours, so that 36 learners differ. */
const DASHES = [[], [8, 4], [2, 2], [12, 3, 2, 3], [16, 4], [6, 2, 2, 2, 2, 2]];

/** Returns a learner's colour and dash, which helps the colour-blind; −1 is the blend. */
export const learnerColour = (index) =>
  css(index < 0 ? '--learner-blend' : `--learner-${index % LEARNER_COLOURS}`);
export const learnerDash = (index) =>
  (index < 0 ? [] : DASHES[(index + 1 + Math.floor(index / LEARNER_COLOURS)) % DASHES.length]);

/** Makes a short stroke in a line's colour and dash, as in the charts. */
export function swatch(stroke, dash) {
  const host = svg('svg', { class: 'swatch', viewBox: '0 0 26 4', 'aria-hidden': 'true' });
  const line = svg('line', { x1: 1, x2: 25, y1: 2, y2: 2 });
  line.style.stroke = stroke;
  line.style.strokeDasharray = dash.join(' ');
  host.append(line);
  return host;
}

/** Makes the stroke of a learner, by its id. */
export function swatchOf(store, id) {
  const index = store.indexOf(id);
  return swatch(learnerColour(index), learnerDash(index));
}
