// Placeholder.

export class Upload {
  constructor(store, host) {
    this.store = store;
    host.hidden = true;
  }

  update() {}

  recolour() {}
}
