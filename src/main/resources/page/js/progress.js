// The progress of a dropped file, and the button that stops and forgets it.

import { postAdmitted } from '/js/login.js';
import { bar, dialog, fillBar } from '/js/panel.js';
import { brief } from '/js/classes.js';
import { count, counted, make, setText } from '/js/format.js';

const STATES = { streaming: 'streaming', ended: 'all rows sent', failed: 'failed' };

export class Progress {
  /** @param host the element in the bar; the strip comes below the bar */
  constructor(store, host) {
    this.store = store;
    this.element = make('div', 'file-run');
    this.element.hidden = true;
    this.said = make('p', 'run-said');
    this.error = make('p', 'error');
    this.bar = bar(0);
    this.look = button('Show', () => store.open(store.uploads.run.application));
    this.stop = button('Stop', () => this.askStop());
    const tools = make('div', 'tools');
    tools.append(this.look, this.stop);
    this.element.append(this.said, this.bar, tools, this.error);
    host.closest('.bar').after(this.element);
  }

  update() {
    const run = this.store.uploads?.run ?? null;
    this.element.hidden = run === null;
    if (run === null) return;
    const isOver = run.state === 'ended' || run.state === 'failed';
    setText(this.said, words(run));
    this.said.title = run.file;
    fillBar(this.bar, run.state === 'ended' ? 1 : run.share);
    setText(this.stop, isOver ? 'Remove' : 'Stop');
    this.stop.disabled = this.isStopping;
    this.look.hidden = run.application === this.store.application
      || !this.store.applications.some(({ id }) => id === run.application);
    const error = this.trouble ?? run.error;
    this.error.hidden = !error;
    setText(this.error, error ?? '');
  }

  askStop() {
    this.sheet ??= this.makeSheet();
    this.sheet.title.textContent = 'Forget what was learned?';
    this.sheet.element.showModal();
  }

  makeSheet() {
    const sheet = dialog('ask');
    const yes = button('Stop and forget', () => {
      sheet.element.close();
      this.end();
    });
    yes.className = 'primary';
    const tools = make('div', 'tools');
    tools.append(yes, button('Keep it', () => sheet.element.close()));
    sheet.body.append(
      make('p', '', 'The stream ends. Gyre deletes its topics, what it learned, and the copy of the file on the server. Your own file stays.'),
      tools);
    return sheet;
  }

  async end() {
    this.isStopping = true;
    this.trouble = null;
    this.update();
    const { application } = this.store.uploads.run ?? {};
    const main = this.store.applications.find((one) => one.main);
    if (application === this.store.application && main) this.store.open(main.id);
    try {
      await postAdmitted('/api/files/stop', {});
    } catch (error) {
      this.trouble = error.message;
    } finally {
      this.isStopping = false;
      this.update();
    }
  }
}

function button(text, onClick) {
  const element = make('button', '', text);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

function words({ file, state, sent, total, rate, bad }) {
  const rows = total === null || total === undefined
    ? counted(sent, 'row') : `${count(sent)} of ${count(total)} rows`;
  const parts = [`${brief(file)}: ${STATES[state] ?? state}`, rows];
  if (state === 'streaming') parts.push(`${count(Math.round(rate))} rows/s`);
  if (bad > 0) parts.push(`${count(bad)} not readable`);
  return parts.join(' · ');
}
