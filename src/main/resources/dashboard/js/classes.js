// The classes, by the texts of their labels, and their colours.

import { css, rgb } from '/js/theme.js';
import { make } from '/js/format.js';

const COLOURS = 10;
const NAMED = 20;
const LONGEST = 24;

/** The text of a label, which is what tells classes apart: 1 and "1" are one class. */
export const nameOf = (label) => String(label);

/** A name that is not too long to be read in passing. */
export function brief(name) {
  const characters = [...name];
  return characters.length <= LONGEST ? name : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/**
 * The names of all classes, in the order of their colours: by their numbers, but of two the
 * positive one comes second, whichever was seen first.
 * @param learners the summary of each
 */
export function namesOf(learners) {
  const names = [...new Set(learners.flatMap((p) => p.classes.map(nameOf)))];
  const positive = learners.find((p) => p.classes.length === 2)?.positive;
  return names.length === 2 && nameOf(positive) === names[0] ? names.reverse() : names;
}

/** The colour of points of a class; of those without one for −1. */
export const pointColour = (index) =>
  css(index < 0 ? '--unlabelled' : `--class-${index % COLOURS}`);

/** The colour of the region of a class, as RGB. */
export const fieldColour = (index) => rgb(`--field-${index % COLOURS}`);

/** A dot and a name for each class; after many, how many more there are. */
export function legend(names) {
  const items = names.slice(0, NAMED).map((name, i) => {
    const item = make('span', 'class');
    const dot = make('i', 'dot');
    dot.style.background = pointColour(i);
    dot.setAttribute('aria-hidden', 'true');
    const text = make('span', '', brief(name));
    text.title = name;
    item.append(dot, text);
    return item;
  });
  if (names.length > NAMED) items.push(make('span', '', `and ${names.length - NAMED} more`));
  return items;
}
