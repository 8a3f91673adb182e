// The tabs: the stream that the program was started with, and a dropped file.

import { brief } from '/js/classes.js';
import { arrange, make, setText } from '/js/format.js';

export class Tabs {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.tabs = new Map(); // id → button
  }

  update() {
    const { applications, application } = this.store;
    this.host.hidden = applications.length < 2;
    const before = this.tabs;
    this.tabs = new Map(applications.map(({ id }) => [id, before.get(id) ?? this.tab(id)]));
    for (const { id, name } of applications) {
      const tab = this.tabs.get(id);
      setText(tab, brief(name));
      tab.title = name;
      if (id === application) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
    arrange(this.host, [...this.tabs.values()]);
    this.leave();
  }

  tab(id) {
    const button = make('button', 'tab');
    button.type = 'button';
    button.addEventListener('click', () => {
      if (id !== this.store.application) this.store.open(id);
    });
    return button;
  }

  /** Shows the main stream once the current one is gone. */
  leave() {
    const { applications, application } = this.store;
    const main = applications.find((one) => one.main);
    if (main && !applications.some(({ id }) => id === application)) this.store.open(main.id);
  }
}
