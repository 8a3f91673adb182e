package io.gyre.learning.gradient;

import io.gyre.data.text.TextTokens;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.GrowingArrays;
import io.gyre.encoding.Row;
import io.gyre.learning.KindSettings;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Shared;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.settings.ColumnView;
import io.gyre.learning.text.WordTable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The columns that a learner sees, and a row's values in them: N scaled numbers and, unless its
 * view has only numbers, the columns that are 1. It sees the encoder's first D columns, or its
 * first D = N numbers: as many as {@link LearnerSize} leaves room for.
 *
 * <pre>
 *  numbers that it has    presentColumns[i] is present[i]     i < presentCount
 *  columns that are 1     ones[i]                             i < oneCount
 *  those of words         ones[i] is share                    oneCount ≤ i < activeCount
 * </pre>
 *
 * <p>The columns of words have numbers from {@value #WORDS} on, after all that an encoder can have.
 */
final class InputColumns {

  private static final int LEAST_CLASSES = 20; // so many always have room
  static final int WORDS = Encoder.MAX_COLUMNS; // the first column of words
  private final KindSettings kind;
  final Encoder encoder;
  private final ColumnView view;
  private final Scaler scaler; // null if numbers are not standardised
  private final Memory memory;
  private final double clip;
  private final boolean seesLabels;
  int columns; // D
  int numbers; // N
  double[] present = {}; // N
  int[] presentColumns = {}; // of the numbers that a row has
  int presentCount;
  int[] ones = {};
  int oneCount;
  int activeCount;
  double share; // the value of each word of a row, 1/√n
  final WordTable words; // null if the learner sees no words

  /**
   * Begins without any column.
   *
   * @param words what the learner knows of words; null if it shall not see them
   */
  InputColumns(Shared shared, GradientSettings kind, WordTable words) {
    this.kind = kind;
    view = kind.training().view();
    seesLabels = !shared.ofAmounts() || kind.amounts().labels();
    this.words = words;
    encoder = shared.encoder();
    clip = Scaler.effectiveClip(kind.training().clip());
    scaler = view.standardises() ? shared.scaler() : null;
    memory = shared.memory();
    if (scaler != null) {
      scaler.use();
    }
  }

  /** Tells whether the learner sees numbers alone, all of them in each point. */
  boolean all() {
    return view != ColumnView.FULL;
  }

  Column column(int d) {
    return encoder.column(all() ? encoder.numberColumn(d) : d);
  }

  List<Column> list() {
    return IntStream.range(0, columns).mapToObj(this::column).toList();
  }

  int available() {
    return all() ? encoder.numbers() : encoder.columns();
  }

  int withoutRoom() {
    return available() - columns;
  }

  /**
   * Returns the number of columns a learner of K classes shall see now: no fewer than before, and
   * few enough to leave room for twice the classes, or if that is impossible, for one more.
   */
  int wanted(int classes) {
    int most = LearnerSize.mostColumns(kind, Math.max(LEAST_CLASSES, 2 * classes));
    return Math.max(columns, Math.min(available(), most > 0 ? most : kept(classes + 1)));
  }

  int kept(int classes) {
    return Math.max(1, LearnerSize.mostColumns(kind, classes));
  }

  /** Returns the number of newest points in the memory that the scale may still read. */
  int remembers() {
    return scaler == null ? 0 : scaler.remembers(memory);
  }

  void resize(int d) {
    columns = d;
    numbers = all() ? d : 0;
    while (!all() && numbers < encoder.numbers() && encoder.numberColumn(numbers) < d) {
      numbers++;
    }
    present = new double[numbers];
    presentColumns = IntStream.range(0, numbers).toArray();
  }

  /**
   * Finds what a row has; its numbers are scaled. A learner that sees numbers alone finds all of
   * them, where one that is missing is 0.
   */
  void find(Row row) {
    presentCount = findNumbers(row);
    if (!all()) {
      ones = GrowingArrays.of(ones, encoder.mostActive() + encoder.texts().mostWords());
      oneCount = findOnes(row);
      activeCount = oneCount + findWords(row, oneCount);
    }
  }

  private int findOnes(Row row) {
    int active = encoder.ones(row);
    int[] found = row.ones();
    int n = 0;
    for (int i = 0; i < active; i++) {
      if (found[i] < columns) {
        ones[n++] = found[i];
      }
    }
    return n;
  }

  private int findNumbers(Row row) {
    if (all()) {
      double[] slots = row.values();
      for (int d = 0; d < numbers; d++) {
        double x = slots[encoder.numberSlot(d)];
        double standard = scaler == null ? x : scaler.scale(d, x);
        present[d] = Double.isFinite(x) && isSeen(d) ? Scaler.limit(standard, 0, clip) : 0;
      }
      return numbers;
    }
    Scaler.Scaled scaled = scaler.scaled(row);
    int[] found = scaled.numbers();
    double[] values = scaled.values();
    int n = scaled.count();
    while (n > 0 && found[n - 1] >= numbers) {
      n--;
    }
    int seen = 0;
    for (int i = 0; i < n; i++) {
      if (isSeen(found[i])) {
        presentColumns[seen] = encoder.numberColumn(found[i]);
        present[seen++] = Scaler.limit(values[i], 0, clip);
      }
    }
    return seen;
  }

  private boolean isSeen(int number) {
    return seesLabels || !encoder.isKnownLabel(number);
  }

  private int findWords(Row row, int from) {
    if (words == null || encoder.texts().isEmpty()) {
      return 0;
    }
    int n = encoder.texts().words(row);
    int[] found = row.words();
    for (int i = 0; i < n; i++) {
      ones[from + i] = WORDS + words.column(found[i]);
    }
    share = 1 / Math.sqrt(n);
    return n;
  }

  /** Returns a number above that of any column. */
  int width() {
    return words != null && !encoder.texts().isEmpty() ? WORDS + TextTokens.COLUMNS : columns;
  }
}
