// Questions that are asked again and again, but only while somebody looks.

/** Asks the server for the same thing anew, one question at a time, while its host is on screen. */
export class Poll {
  /**
   * @param host the element whose being on screen counts
   * @param everyMs so long at least between two questions
   * @param ask asks and shows; may be async. It is called anew even if it failed.
   */
  constructor(host, everyMs, ask) {
    this.everyMs = everyMs;
    this.ask = ask;
    this.onScreen = false;
    new IntersectionObserver((entries) => {
      const before = this.onScreen;
      this.onScreen = entries[entries.length - 1].isIntersecting;
      if (this.onScreen && !before) this.now();
    }, { rootMargin: '150px' }).observe(host);
    document.addEventListener('visibilitychange', () => this.now());
  }

  /** Asks at once, or as soon as the present question is answered. */
  now() {
    this.isDue = true;
    if (!this.isAsking) this.run();
  }

  async run() {
    clearTimeout(this.timer);
    if (!this.onScreen || document.hidden) return;
    this.isAsking = true;
    try {
      while (this.isDue) {
        this.isDue = false;
        await this.ask();
      }
    } finally {
      this.isAsking = false;
      this.timer = setTimeout(() => this.now(), this.everyMs);
    }
  }
}
