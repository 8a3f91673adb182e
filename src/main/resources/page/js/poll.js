// Asks a question again and again, but only while it is on screen.

/** Repeats a question to the server, one at a time, while its host is on screen. */
export class Poll {
  /**
   * @param host the element that must be on screen
   * @param everyMs the least time between two questions
   * @param ask asks and shows; may be async. It is called again even after a failure.
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

  /** Asks at once, or as soon as the current question is answered. */
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
