package io.gyre.learning.memory;

import io.gyre.encoding.Encoder;

/**
 * The numbers that a row has, standardised and not limited yet. Those of the row that the encoder
 * made last are found once for all learners, until the row, the encoder or the scale changes; of
 * any other row whenever one asks. Not thread-safe.
 */
public final class ScaledRow {

  private static final long NEVER = -1;

  private final Encoder encoder;
  private final Scaler scaler;
  private int[] numbers = {};
  private double[] values = {};
  private int size;
  private long ofStamp = NEVER;
  private long ofScale = NEVER;

  ScaledRow(Encoder encoder, Scaler scaler) {
    this.encoder = encoder;
    this.scaler = scaler;
  }

  /** Finds the numbers of a row; returns how many it has. */
  public int find(double[] row) {
    boolean last = encoder.isLast(row);
    if (!last || ofStamp != encoder.stamp() || ofScale != scaler.changes()) {
      scale(row);
      ofStamp = last ? encoder.stamp() : NEVER;
      ofScale = scaler.changes();
    }
    return size;
  }

  private void scale(double[] row) {
    int most = encoder.numbers();
    if (numbers.length < most) {
      numbers = new int[most + most / 2];
      values = new double[numbers.length];
    }
    int n = 0;
    for (int d = 0; d < most; d++) {
      double x = row[encoder.numberSlot(d)];
      if (Double.isFinite(x)) {
        numbers[n] = d;
        values[n++] = scaler.scale(d, x, Double.POSITIVE_INFINITY);
      }
    }
    size = n;
  }

  /** Which of the encoder's numbers were found, in ascending order. */
  public int[] numbers() {
    return numbers;
  }

  /** The value of each. */
  public double[] values() {
    return values;
  }
}
