// The classes, named by the texts of their labels, and their colours.

import { css, rgb } from '/js/theme.js';
import { make, plain } from '/js/format.js';

const COLOURS = 10;
const NAMED = 20;
const LONGEST = 24;

/** Returns the text of a label, which identifies its class: 1 and "1" are one class. */
export const nameOf = (label) => String(label);

/** Shortens a long name. */
export function brief(name, longest = LONGEST) {
  const characters = [...plain(name)];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Compares names as people sort them: numbers in them count as numbers. */
export const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Returns the names of all classes, in the order of their colours. Known classes keep theirs; of the
 * first two the positive one comes second, whichever was seen first.
 * @param learners the summaries of the learners
 * @param known the names so far
 */
export function namesOf(learners, known = []) {
  const all = new Set(learners.flatMap((p) => p.classes.map(nameOf)));
  const names = [...new Set([...known.filter((name) => all.has(name)), ...all])];
  const positive = learners.find((p) => p.classes.length === 2)?.positive;
  const isNew = known.length < 2 && names.length === 2;
  return isNew && nameOf(positive) === names[0] ? names.reverse() : names;
}

/** Returns the colour of a class's points; −1 is for points without a class. */
export function pointColour(index) {
  if (index < 0) return css('--unlabelled');
  return index < COLOURS ? css(`--class-${index}`) : `rgb(${made(index, 1)})`;
}

/** Returns the colour of a class's region, as RGB. */
export const fieldColour = (index) =>
  (index < COLOURS ? rgb(`--field-${index}`) : made(index, 0));

/** Hues lie golden angles apart, so that no two consecutive colours look alike. */
function made(index, isPoint) {
  const isDark = getComputedStyle(document.documentElement).colorScheme === 'dark';
  const lightness = (isDark ? [0.3, 0.66] : [0.74, 0.42])[isPoint] + 0.06 * ((index % 3) - 1);
  return hsl((index * 137.508) % 360, 0.55, lightness);
}

/** Returns the RGB, 0 to 255, of a hue in degrees, saturation and lightness, both 0 to 1. */
function hsl(hue, saturation, lightness) {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

/** Makes a dot in a class's colour and its name as text, cut if it is long. */
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

/** Makes a dot and a name for each class, sorted for people; after many, says how many more there are. */
export function legend(names) {
  const items = [...names].sort(compareNames).slice(0, NAMED).map((name) => chip(name, names));
  if (names.length > NAMED) items.push(make('span', '', `and ${names.length - NAMED} more`));
  return items;
}
