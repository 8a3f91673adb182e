package io.gyre.stream;

import io.gyre.data.Label;
import io.gyre.data.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A point and the timestamp of its record. */
public record Arriving(Point point, long timestampMs) {

  public static final long START_MS = 1_700_000_000_250L;

  Arriving at(long newTimestampMs) {
    return new Arriving(point, newTimestampMs);
  }

  /**
   * Draws points around two centres, a tenth of them without a label, a few far away, in the order
   * of their time, with now and then a window that no point falls into.
   */
  public static List<Arriving> randomStream(long seed, int points, int features) {
    Random random = new Random(seed);
    List<Arriving> stream = new ArrayList<>();
    long timeMs = START_MS;
    for (int i = 0; i < points; i++) {
      timeMs += random.nextInt(50) == 0 ? random.nextInt(5_000) : random.nextInt(60);
      stream.add(new Arriving(randomPoint(random, "p-" + i, features), timeMs));
    }
    return stream;
  }

  private static Point randomPoint(Random random, String id, int features) {
    int label = random.nextInt(2);
    double[] x = new double[features];
    for (int d = 0; d < features; d++) {
      x[d] = random.nextGaussian() + (label == 1 ? 0.7 : -0.7);
      x[d] *= random.nextInt(200) == 0 ? 1e6 : 1;
    }
    return new Point(id, x, random.nextInt(10) == 0 ? null : Label.of(label));
  }
}
