package io.gyre.learning;

import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import java.util.Arrays;

/**
 * What a model sees of a row: N numbers, scaled, and, unless its view is of numbers alone, the
 * columns that are 1. Of the encoder's columns it sees the first D, or of its numbers the first D =
 * N.
 */
final class Inputs {

  private final Encoder encoder;
  private final View view;
  private final Scaler scaler; // null if numbers are not standardised
  private final double clip;
  private int columns; // D
  private int numbers; // N
  private int[] numberColumns = {}; // N
  private double[] scaled = {}; // N
  private int[] presentColumns = {}; // of the numbers that a row has
  private int[] ones = {};

  Inputs(Shared shared, TrainingSettings settings) {
    encoder = shared.encoder();
    view = settings.view();
    clip = Scaler.effectiveClip(settings.clip());
    scaler = view.standardises() ? shared.scaler() : null;
    if (scaler != null) {
      scaler.use();
    }
  }

  Encoder encoder() {
    return encoder;
  }

  /** Tells whether the model sees numbers alone, and has the weights of all. */
  boolean all() {
    return view.numbersOnly();
  }

  /** D. */
  int columns() {
    return columns;
  }

  /** One of the D columns. */
  Column column(int d) {
    return encoder.column(view.numbersOnly() ? encoder.numberColumn(d) : d);
  }

  /** N. */
  int numbers() {
    return numbers;
  }

  /** How many columns the encoder has for this view. */
  int available() {
    return view.numbersOnly() ? encoder.numbers() : encoder.columns();
  }

  /** Sees so many columns from now on. */
  void resize(int d) {
    columns = d;
    int n = view.numbersOnly() ? d : 0;
    if (!view.numbersOnly()) {
      while (n < encoder.numbers() && encoder.numberColumn(n) < d) {
        n++;
      }
    }
    numbers = n;
    scaled = new double[n];
    numberColumns = new int[n];
    presentColumns = new int[n];
    for (int i = 0; i < n; i++) {
      numberColumns[i] = encoder.numberColumn(i);
    }
  }

  /** The columns of the numbers. */
  int[] numberColumns() {
    return numberColumns;
  }

  /** Scales n values of number d in place. */
  void scale(int d, double[] values, int from, int n) {
    if (scaler != null) {
      scaler.scale(d, values, from, n, clip);
    } else {
      Scaler.bound(values, from, n, clip);
    }
  }

  /** Scales the numbers of a row; N, overwritten by the next call. */
  double[] scaled(double[] row) {
    if (scaler != null) {
      Arrays.fill(scaled, 0);
      ScaledRow shared = scaler.scaledRow();
      int n = sharedNumbers(shared, row);
      for (int i = 0; i < n; i++) {
        scaled[shared.numbers()[i]] = Scaler.limit(shared.values()[i], 0, clip);
      }
      return scaled;
    }
    for (int d = 0; d < numbers; d++) {
      double x = row[encoder.numberSlot(d)];
      scaled[d] = Double.isFinite(x) ? Scaler.bounded(x, clip) : 0;
    }
    return scaled;
  }

  /**
   * Scales those numbers of a row that it has, unless the view is of numbers alone; returns how
   * many, see {@link #present}.
   */
  int findNumbers(double[] row) {
    ScaledRow shared = scaler.scaledRow();
    int n = sharedNumbers(shared, row);
    for (int i = 0; i < n; i++) {
      presentColumns[i] = numberColumns[shared.numbers()[i]];
      scaled[i] = Scaler.limit(shared.values()[i], 0, clip);
    }
    return n;
  }

  /** How many of the numbers that a row has are this model's. */
  private int sharedNumbers(ScaledRow shared, double[] row) {
    int n = shared.find(row);
    while (n > 0 && shared.numbers()[n - 1] >= numbers) {
      n--;
    }
    return n;
  }

  /** The columns that {@link #findNumbers} has found last. */
  int[] presentColumns() {
    return presentColumns;
  }

  /** What {@link #findNumbers} has found last in {@link #presentColumns}. */
  double[] present() {
    return scaled;
  }

  /** Finds the columns of a row that are 1; returns how many. */
  int findOnes(double[] rows, int from) {
    if (ones.length < encoder.mostActive()) {
      ones = new int[2 * encoder.mostActive()];
    }
    boolean last = encoder.isLast(rows);
    int found = last ? encoder.findLastActive() : encoder.active(rows, from, ones);
    int[] all = last ? encoder.lastActive() : ones;
    int n = 0;
    for (int i = 0; i < found; i++) {
      if (all[i] < columns) {
        ones[n++] = all[i];
      }
    }
    return n;
  }

  /** How many of a row's columns are active, of those that the model sees: numbers and ones. */
  int countActive(double[] rows, int from) {
    int active = findOnes(rows, from);
    for (int n = 0; n < numbers; n++) {
      active += Double.isFinite(rows[from + encoder.numberSlot(n)]) ? 1 : 0;
    }
    return active;
  }

  /** Those that {@link #findOnes} has found last. */
  int[] ones() {
    return ones;
  }
}
