package io.gyre.learning.gradient;

import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.learning.KindSettings;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Shared;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ScaledRow;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.settings.ColumnView;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The columns that a learner of any kind sees, and what a row has of them: N numbers, scaled, and,
 * unless its view is of numbers alone, the columns that are 1. Of the encoder's columns it sees the
 * first D, or of its numbers the first D = N: as many as leave it no larger than it may be ({@link
 * LearnerSize}).
 *
 * <pre>
 *  n = findNumbers(row)    the numbers that the row has: presentColumns()[i] is present()[i], i < n
 *  n = findOnes(row, 0)    the columns that are 1: ones()[i], i < n
 * </pre>
 */
final class InputColumns {

  /** So many classes have room whatever the columns are. */
  private static final int LEAST_CLASSES = 20;

  private final KindSettings kind;
  private final Encoder encoder;
  private final ColumnView view;
  private final Scaler scaler; // null if numbers are not standardised
  private final Memory memory;
  private final double clip;
  private int columns; // D
  private int numbers; // N
  private int[] numberColumns = {}; // N
  private double[] scaled = {}; // N
  private int[] presentColumns = {}; // of the numbers that a row has
  private int[] ones = {};

  /**
   * Begins without any column.
   *
   * @param kind says how large the learner is
   * @param clip limit of a scaled number; 0: none
   */
  InputColumns(Shared shared, KindSettings kind, ColumnView view, double clip) {
    this.kind = kind;
    encoder = shared.encoder();
    this.view = view;
    this.clip = Scaler.effectiveClip(clip);
    scaler = view.standardises() ? shared.scaler() : null;
    memory = shared.memory();
    if (scaler != null) {
      scaler.use();
    }
  }

  Encoder encoder() {
    return encoder;
  }

  /** Tells whether the learner sees numbers alone, all of them in each point. */
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

  /** All D columns. */
  List<Column> list() {
    return IntStream.range(0, columns).mapToObj(this::column).toList();
  }

  /** N. */
  int numbers() {
    return numbers;
  }

  /** How many columns the encoder has for this view. */
  int available() {
    return view.numbersOnly() ? encoder.numbers() : encoder.columns();
  }

  /** How many of them the learner does not see. */
  int withoutRoom() {
    return available() - columns;
  }

  /**
   * How many columns a learner of K classes shall see by now: no fewer than before, and no more
   * than there is room for beside as many classes again, or where that is too much to ask, beside
   * one more.
   */
  int wanted(int classes) {
    int most = LearnerSize.mostColumns(kind, Math.max(LEAST_CLASSES, 2 * classes));
    return Math.max(columns, Math.min(available(), most > 0 ? most : kept(classes + 1)));
  }

  /** How many columns there may be beside K classes; one at least. */
  int kept(int classes) {
    return Math.max(1, LearnerSize.mostColumns(kind, classes));
  }

  /** How many of the newest points in the memory the scale may still read. */
  int remembers() {
    return scaler == null ? 0 : scaler.remembers(memory);
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
      numberColumns[i] = view.numbersOnly() ? i : encoder.numberColumn(i);
      presentColumns[i] = numberColumns[i];
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

  /**
   * Scales those numbers of a row that it has, or all if the learner sees nothing else, where one
   * that is missing is 0; returns how many, see {@link #present}.
   */
  int findNumbers(double[] row) {
    if (scaler == null) {
      return findPlainNumbers(row);
    }
    ScaledRow shared = scaler.scaledRow();
    int n = sharedNumbers(shared, row);
    if (all()) {
      Arrays.fill(scaled, 0);
      for (int i = 0; i < n; i++) {
        scaled[shared.numbers()[i]] = Scaler.limit(shared.values()[i], 0, clip);
      }
      return numbers;
    }
    for (int i = 0; i < n; i++) {
      presentColumns[i] = numberColumns[shared.numbers()[i]];
      scaled[i] = Scaler.limit(shared.values()[i], 0, clip);
    }
    return n;
  }

  private int findPlainNumbers(double[] row) {
    for (int d = 0; d < numbers; d++) {
      double x = row[encoder.numberSlot(d)];
      scaled[d] = Double.isFinite(x) ? Scaler.bounded(x, clip) : 0;
    }
    return numbers;
  }

  /** How many of the numbers that a row has are this learner's. */
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
    if (view.numbersOnly()) {
      return 0;
    }
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

  /** How many of a row's columns are active, of those that the learner sees: numbers and ones. */
  int countActive(double[] rows, int from) {
    if (all()) {
      return numbers;
    }
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
