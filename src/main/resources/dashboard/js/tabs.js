// Placeholder.

export class Tabs {
  constructor(store, host) {
    this.store = store;
    host.hidden = true;
  }

  update() {}

  recolour() {}
}
