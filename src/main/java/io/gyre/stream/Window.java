package io.gyre.stream;

import java.nio.ByteBuffer;

/** What has been counted in one open window; mutable, belongs to {@link Scores}. */
final class Window {

  static final int BYTES = 9 * Long.BYTES;

  final long startMs;
  long points;
  long labelled;
  long correct;

  /** Σ cross-entropy, in the order of arrival. */
  double cost;

  long late;
  long early;
  long steps;
  long refused;

  Window(long startMs) {
    this.startMs = startMs;
  }

  static Window read(ByteBuffer in) {
    Window window = new Window(in.getLong());
    window.points = in.getLong();
    window.labelled = in.getLong();
    window.correct = in.getLong();
    window.cost = in.getDouble();
    window.late = in.getLong();
    window.early = in.getLong();
    window.steps = in.getLong();
    window.refused = in.getLong();
    return window;
  }

  void write(ByteBuffer out) {
    out.putLong(startMs).putLong(points).putLong(labelled).putLong(correct).putDouble(cost);
    out.putLong(late).putLong(early).putLong(steps).putLong(refused);
  }
}
