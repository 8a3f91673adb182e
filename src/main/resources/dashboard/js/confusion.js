// Placeholder.

export class Confusion {
  constructor(store, host) {
    this.store = store;
    host.hidden = true;
  }

  update() {}

  recolour() {}
}
