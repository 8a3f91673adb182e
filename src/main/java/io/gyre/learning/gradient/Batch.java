package io.gyre.learning.gradient;

import io.gyre.encoding.Encoder;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ReplayExclusions;
import io.gyre.learning.optimiser.TrainingSettings;
import java.util.Arrays;

/**
 * The points that are stepped on together: those that are new, and those sampled to join them; with
 * the columns that are active in one of them: first the numbers that one has, or all numbers if the
 * learner sees nothing else, then others in the order in which they are found.
 */
final class Batch {

  /**
   * A newest point of more active columns than these is joined by fewer points: by replay·{@value}
   * / active, but one at least. So a step costs no more than it does at {@value} columns.
   */
  static final int WIDE = 1_024;

  private final InputColumns inputs;
  private double[] x = {}; // numbers×B, scaled, row by row
  private int[] columns = {}; // those that are active
  private int columnCount;
  private int[] present = {}; // of the rows that are numbers, which
  private int presentCount;
  private boolean[] marks = {}; // of all numbers, whether a point has it
  private int[] labels = {}; // B
  private long[] numbers = {}; // B, in the memory
  private int size; // B

  /** Of all points, one after the other: which of the active columns are 1. */
  private int[] ones = {};

  private int[] ends = {}; // B, where in ones a point's end

  /** The place of a column among the active ones; −1 for none. */
  private int[] placeOf = {};

  Batch(InputColumns inputs) {
    this.inputs = inputs;
  }

  /**
   * Gathers the newest points and a sample.
   *
   * @param held how many of the memory's newest points may be sampled
   * @param pending how many of them are new, 1 or more
   */
  void gather(
      Memory memory, int held, int pending, TrainingSettings settings, ReplayExclusions excluded) {
    reserve(pending + settings.replay());
    for (int j = 0; j < pending; j++) {
      numbers[j] = memory.count() - pending + j;
    }
    size =
        ReplaySampler.sample(
            settings.seed(), memory, held, excluded, numbers, pending, replayed(memory, settings));
    for (int j = 0; j < size; j++) {
      labels[j] = memory.label(numbers[j]);
    }
    findPresent(memory);
    gatherNumbers(memory);
    columnCount = findActive(memory);
  }

  /** How many points are sampled: fewer than set where the newest point is wide. */
  private int replayed(Memory memory, TrainingSettings settings) {
    if (inputs.columns() <= WIDE) {
      return settings.replay();
    }
    long newest = memory.count() - 1;
    int active = inputs.countActive(memory.rows(newest), memory.row(newest));
    return replayed(settings.replay(), active);
  }

  /** Of so many points that are to be sampled those that are, at so many active columns. */
  static int replayed(int replay, int active) {
    return active <= WIDE
        ? replay
        : (int) Math.max(Math.min(replay, 1), (long) replay * WIDE / active);
  }

  /**
   * Gathers the newest point alone.
   *
   * @param row that point's
   */
  void gather(Memory memory, double[] row) {
    reserve(1);
    size = 1;
    numbers[0] = memory.count() - 1;
    labels[0] = memory.label(numbers[0]);
    presentCount = inputs.findNumbers(row);
    reserveNumbers();
    System.arraycopy(inputs.present(), 0, x, 0, presentCount);
    int n = inputs.findOnes(row, 0);
    columnCount = presentCount + n;
    if (columns.length < columnCount) {
      columns = new int[2 * columnCount];
    }
    System.arraycopy(inputs.presentColumns(), 0, columns, 0, presentCount);
    System.arraycopy(inputs.ones(), 0, columns, presentCount, n);
    ones = ones.length < n ? new int[2 * n] : ones;
    for (int i = 0; i < n; i++) {
      ones[i] = presentCount + i;
    }
    ends[0] = n;
  }

  private void reserve(int points) {
    if (numbers.length < points) {
      numbers = new long[points];
      labels = new int[points];
      ends = new int[points];
    }
  }

  private void reserveNumbers() {
    if (x.length < presentCount * size) {
      x = new double[presentCount * size * 3 / 2];
    }
  }

  private void gatherNumbers(Memory memory) {
    reserveNumbers();
    Encoder encoder = inputs.encoder();
    for (int j = 0; j < size; j++) {
      double[] rows = memory.rows(numbers[j]);
      int row = memory.row(numbers[j]);
      for (int p = 0, i = j; p < presentCount; p++, i += size) {
        x[i] = rows[row + encoder.numberSlot(present[p])];
      }
    }
    for (int p = 0; p < presentCount; p++) {
      inputs.scale(present[p], x, p * size, size);
    }
  }

  /** Finds the numbers that a point has; all of them if the model has all. */
  private void findPresent(Memory memory) {
    int count = inputs.numbers();
    if (present.length < count) {
      present = new int[count + count / 2];
      marks = new boolean[present.length];
    }
    Arrays.fill(marks, 0, count, inputs.all());
    for (int j = 0; j < size && !inputs.all(); j++) {
      memory.markPresent(numbers[j], inputs.encoder(), count, marks);
    }
    presentCount = 0;
    for (int d = 0; d < count; d++) {
      if (marks[d]) {
        present[presentCount++] = d;
      }
    }
  }

  /** Finds the columns that are active, and which are 1 in which point; returns how many. */
  private int findActive(Memory memory) {
    int rows = presentCount;
    if (columns.length < rows) {
      columns = new int[2 * rows];
    }
    for (int p = 0; p < rows; p++) {
      columns[p] = inputs.numberColumns()[present[p]];
    }
    if (inputs.all()) {
      return rows;
    }
    if (placeOf.length < inputs.columns()) {
      placeOf = new int[inputs.columns() + inputs.columns() / 2];
      Arrays.fill(placeOf, -1);
    }
    int found = 0;
    for (int j = 0; j < size; j++) {
      int n = inputs.findOnes(memory.rows(numbers[j]), memory.row(numbers[j]));
      if (ones.length < found + n) {
        ones = Arrays.copyOf(ones, 2 * (found + n));
      }
      if (columns.length < rows + n) {
        columns = Arrays.copyOf(columns, 2 * (rows + n));
      }
      for (int i = 0; i < n; i++) {
        int column = inputs.ones()[i];
        if (placeOf[column] < 0) {
          placeOf[column] = rows;
          columns[rows++] = column;
        }
        ones[found++] = placeOf[column];
      }
      ends[j] = found;
    }
    for (int row = presentCount; row < rows; row++) {
      placeOf[columns[row]] = -1;
    }
    return rows;
  }

  /** Tells whether all columns are active in each point, numbers all. */
  boolean hasAll() {
    return inputs.all();
  }

  /** How many of the numbers are in one of the points. */
  int numberCount() {
    return presentCount;
  }

  /** The scaled value of such a number in point j. */
  double number(int p, int j) {
    return x[p * size + j];
  }

  /** Copies the scaled values of such a number in all points. */
  void copyNumber(int p, double[] to) {
    System.arraycopy(x, p * size, to, 0, size);
  }

  /** The columns that are active: first those of the numbers. */
  int[] columns() {
    return columns;
  }

  /** How many columns are active. */
  int columnCount() {
    return columnCount;
  }

  /** Where the columns that are 1 in point j begin among those of all points. */
  int firstOne(int j) {
    return j == 0 ? 0 : ends[j - 1];
  }

  /** Where the columns that are 1 in point j end among those of all points. */
  int endOfOnes(int j) {
    return ends[j];
  }

  /** The place among the active columns of one that is 1. */
  int one(int i) {
    return ones[i];
  }

  /** The labels, of which the first B are valid. */
  int[] labels() {
    return labels;
  }

  /** B. */
  int size() {
    return size;
  }

  /** The number in the memory of point j. */
  long number(int j) {
    return numbers[j];
  }
}
