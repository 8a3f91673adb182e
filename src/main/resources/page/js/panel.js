// Parts of panels: a title, a choice among a few, a bar for a share.

import { make } from '/js/format.js';

let groups = 0;

/** Makes a heading, a hint beside it, and room for choices. */
export function heading(host, title) {
  const header = make('header');
  const h2 = make('h2', '', title);
  h2.id = `${host.id}-title`;
  host.setAttribute('aria-labelledby', h2.id);
  const hint = make('p', 'hint');
  header.append(h2, hint);
  host.append(header);
  return { header, hint };
}

/**
 * Makes a choice of one out of a few.
 * @param options [[value, text], …]
 * @param onChoice called with the value
 * @param chosen the chosen value; the first by default
 */
export function segments(name, options, onChoice, chosen = options[0][0]) {
  const group = make('fieldset', 'segments');
  group.append(make('legend', 'unseen', name));
  const id = `choice-${++groups}`;
  for (const [value, text] of options) {
    const label = make('label');
    const input = make('input');
    Object.assign(input, { type: 'radio', name: id, value, checked: value === chosen });
    input.addEventListener('change', () => onChoice(value));
    label.append(input, make('span', '', text));
    group.append(label);
  }
  return group;
}

/** Shows that another option of a choice is the chosen one. */
export function check(group, value) {
  for (const input of group.querySelectorAll('input')) input.checked = input.value === String(value);
}

/** Makes a bar that fills a share, 0 to 1, of its room. */
export function bar(share, colour) {
  const outer = make('span', 'bar-room');
  const inner = make('span', 'bar-length');
  outer.setAttribute('aria-hidden', 'true');
  setBar(inner, share, colour);
  outer.append(inner);
  return outer;
}

function setBar(inner, share, colour) {
  inner.style.width = `${100 * Math.max(0, Math.min(1, share || 0))}%`;
  if (colour) inner.style.background = colour;
}

/** Sets the length of an existing bar. */
export const fillBar = (outer, share, colour) => setBar(outer.firstChild, share, colour);

/** Makes an SVG element with its attributes. */
export function svg(tag, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Makes a dialog with a title, a close button and a body; a click beside it closes it too. */
export function dialog(className) {
  const element = make('dialog', `sheet ${className}`);
  const header = make('header');
  const title = make('h2');
  title.id = `dialog-${++groups}`;
  element.setAttribute('aria-labelledby', title.id);
  const close = make('button', 'close', '✕');
  close.type = 'button';
  close.setAttribute('aria-label', 'Close');
  close.addEventListener('click', () => element.close());
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  header.append(title, close);
  const body = make('div', 'body');
  element.append(header, body);
  document.body.append(element);
  return { element, title, body };
}
