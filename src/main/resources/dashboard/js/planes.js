// Placeholder.

export class Planes {
  constructor(store, host) {
    this.store = store;
    host.hidden = true;
  }

  update() {}

  recolour() {}
}
