// Placeholder.

export class Fields {
  constructor(store, host) {
    this.store = store;
    host.hidden = true;
  }

  update() {}

  recolour() {}
}
