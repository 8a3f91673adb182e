// Light and dark, and the colours that canvases need as numbers.

const KEY = 'gyre.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Follows the choice of colours; calls back when they have changed. */
export function themes(onChange) {
  const fieldset = document.getElementById('theme');
  const saved = localStorage.getItem(KEY) ?? 'auto';
  for (const input of fieldset.querySelectorAll('input')) {
    input.checked = input.value === saved;
    input.addEventListener('change', () => {
      localStorage.setItem(KEY, input.value);
      apply(input.value);
      onChange();
    });
  }
  dark.addEventListener('change', () => {
    apply(localStorage.getItem(KEY) ?? 'auto');
    onChange();
  });
  apply(saved);
}

function apply(choice) {
  const isDark = choice === 'dark' || (choice !== 'light' && dark.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

/** A colour of the style sheet, as CSS text. */
export const css = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A colour of the style sheet written #rrggbb, as [r, g, b]. */
export const rgb = (name) =>
  [1, 3, 5].map((at) => Number.parseInt(css(name).slice(at, at + 2), 16));

const LEARNER_COLOURS = 6;
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 4]];

/** Learners differ in colour and in dash, for those who do not see the one. */
export const learnerColour = (index) => css(`--learner-${index % LEARNER_COLOURS}`);
export const learnerDash = (index) => DASHES[index % DASHES.length];
