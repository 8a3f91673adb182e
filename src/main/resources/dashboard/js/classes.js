// The classes, by the texts of their labels, and their colours.

import { css, rgb } from '/js/theme.js';
import { make, plain } from '/js/format.js';

const COLOURS = 10;
const NAMED = 20;
const LONGEST = 24;

/** The text of a label, which is what tells classes apart: 1 and "1" are one class. */
export const nameOf = (label) => String(label);

/** A name that is not too long to be read in passing. */
export function brief(name, longest = LONGEST) {
  const characters = [...plain(name)];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** For sorting names as a person does: by the numbers in them, where there are some. */
export const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/**
 * The names of all classes, in the order of their colours. Those known before keep theirs; of the
 * first two the positive one comes second, whichever was seen first.
 * @param learners the summary of each
 * @param known the names so far
 */
export function namesOf(learners, known = []) {
  const all = new Set(learners.flatMap((p) => p.classes.map(nameOf)));
  const names = [...new Set([...known.filter((name) => all.has(name)), ...all])];
  const positive = learners.find((p) => p.classes.length === 2)?.positive;
  const isNew = known.length < 2 && names.length === 2;
  return isNew && nameOf(positive) === names[0] ? names.reverse() : names;
}

/** The colour of points of a class; of those without one for −1. */
export function pointColour(index) {
  if (index < 0) return css('--unlabelled');
  return index < COLOURS ? css(`--class-${index}`) : `rgb(${made(index, 1)})`;
}

/** The colour of the region of a class, as RGB. */
export const fieldColour = (index) =>
  (index < COLOURS ? rgb(`--field-${index}`) : made(index, 0));

/** Golden angles apart in hue: of many colours no two that follow one another look alike. */
function made(index, isPoint) {
  const isDark = getComputedStyle(document.documentElement).colorScheme === 'dark';
  const lightness = (isDark ? [0.3, 0.66] : [0.74, 0.42])[isPoint] + 0.06 * ((index % 3) - 1);
  return hsl((index * 137.508) % 360, 0.55, lightness);
}

/** RGB, 0 to 255, of a hue in degrees, saturation and lightness, both 0 to 1. */
function hsl(hue, saturation, lightness) {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

/** A dot in a class's colour and its name, which is text, and cut if it is long. */
export function chip(name, names, longest) {
  const item = make('span', 'class');
  const dot = make('i', 'dot');
  dot.style.background = pointColour(names.indexOf(name));
  dot.setAttribute('aria-hidden', 'true');
  const text = make('span', '', brief(name, longest));
  if (text.textContent !== name) text.title = name;
  item.append(dot, text);
  return item;
}

/** A dot and a name for each class, as a person sorts them; after many, how many more there are. */
export function legend(names) {
  const items = [...names].sort(compareNames).slice(0, NAMED).map((name) => chip(name, names));
  if (names.length > NAMED) items.push(make('span', '', `and ${names.length - NAMED} more`));
  return items;
}
