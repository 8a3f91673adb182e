package io.gyre.learning.gradient;

import io.gyre.encoding.GrowingArrays;
import io.gyre.encoding.Row;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ReplayExclusions;
import io.gyre.learning.optimiser.TrainingSettings;
import java.util.Arrays;

/**
 * The points of one step, new ones and those sampled to join them, with the columns that are active
 * in any of them: first the numbers, in their order, then those that are 1, and those of words, in
 * the order in which they are found.
 */
final class Batch {

  /**
   * A newest point of more active columns than these is joined by fewer points: by replay·{@value}
   * / active, but one at least. So a step costs no more than it does at {@value} columns.
   */
  static final int WIDE = 1_024;

  private static final int NONE = -1;

  private final InputColumns inputs;
  private final Row replayed = new Row();
  long[] numbers = {}; // B, in the memory
  double[] labels = {}; // B
  int size; // B
  private int room; // the most points since the active numbers were found

  int[] columns = {}; // the active ones
  int numberCount; // the number of numbers among them
  private int oneCount;
  private int present; // numbers that points have
  boolean dense; // whether they have most of the active ones: loops over all are fastest then
  private int[] oneColumns = {}; // the others

  /** The scaled values of the active numbers, in the order in which they are found: B each. */
  double[][] values = {};

  double[][] x = {}; // the same in the order of the columns; 0 where missing

  /** The columns that are 1, then those of words, point by point, as places among the others. */
  private int[] ones = {};

  double[] shares = {}; // the value of each of these
  int[] firstOnes = {0}; // B + 1, where among these a point's begin, and the last one's end

  /** The place of a column among the numbers, or the others, that are active, as found. */
  private int[] placeOf = {};

  private final AmountScale curve; // by whose curve labels are learned; null if as they are

  Batch(InputColumns inputs, AmountScale curve) {
    this.inputs = inputs;
    this.curve = curve;
  }

  /**
   * Gathers the newest points and a sample.
   *
   * @param held how many of the memory's newest points may be sampled
   * @param pending how many of them are new, 1 or more
   * @param newest that of the newest point, or null: then it is read from the memory
   */
  void gather(
      Memory memory,
      int held,
      int pending,
      TrainingSettings settings,
      ReplayExclusions excluded,
      Row newest) {
    int most = pending + settings.replay();
    numbers = GrowingArrays.of(numbers, most);
    labels = GrowingArrays.of(labels, most);
    firstOnes = GrowingArrays.of(firstOnes, most + 1);
    for (int j = 0; j < pending; j++) {
      numbers[j] = memory.count() - pending + j;
    }
    int drawn = settings.replay();
    if (drawn > 0 && inputs.width() > WIDE) {
      inputs.find(row(memory, memory.count() - 1));
      drawn = replayed(drawn, inputs.presentCount + inputs.activeCount);
    }
    size = ReplaySampler.sample(settings.seed(), memory, held, excluded, numbers, pending, drawn);
    begin();
    for (int j = 0; j < size; j++) {
      double label = memory.label(numbers[j]);
      labels[j] = curve == null ? label : curve.curved(label);
      inputs.find(j == pending - 1 && newest != null ? newest : row(memory, numbers[j]));
      addNumbers(j);
      addOnes(j);
    }
    finish();
  }

  private Row row(Memory memory, long number) {
    memory.read(number, replayed);
    return replayed;
  }

  /** Returns how many points join one, by the wanted number and its active columns. */
  static int replayed(int replay, int active) {
    return active <= WIDE
        ? replay
        : (int) Math.max(Math.min(replay, 1), (long) replay * WIDE / active);
  }

  private void begin() {
    present = 0;
    boolean all = inputs.all();
    if (all && numberCount == inputs.columns && size <= room) {
      return; // the same columns are active again
    }
    room = size;
    numberCount = 0;
    oneCount = 0;
    int before = all ? 0 : placeOf.length;
    placeOf = GrowingArrays.of(placeOf, inputs.width());
    Arrays.fill(placeOf, before, placeOf.length, NONE);
    values = GrowingArrays.of(values, placeOf.length);
    x = GrowingArrays.of(x, placeOf.length);
    columns = GrowingArrays.of(columns, placeOf.length);
    oneColumns = GrowingArrays.of(oneColumns, placeOf.length);
  }

  private void addNumbers(int j) {
    present += inputs.presentCount;
    int[] found = inputs.presentColumns;
    double[] scaled = inputs.present;
    for (int i = 0; i < inputs.presentCount; i++) {
      int column = found[i];
      if (placeOf[column] == NONE) {
        addNumber(column);
      }
      values[placeOf[column]][j] = scaled[i];
    }
  }

  private void addNumber(int column) {
    int place = numberCount++;
    placeOf[column] = place;
    columns[place] = column;
    if (values[place] == null || values[place].length < size) {
      values[place] = new double[size];
    }
    Arrays.fill(values[place], 0, size, 0);
  }

  private void addOnes(int j) {
    int end = firstOnes[j];
    ones = GrowingArrays.of(ones, end + inputs.activeCount);
    shares = GrowingArrays.of(shares, ones.length);
    for (int i = 0; i < inputs.activeCount; i++) {
      int column = inputs.ones[i];
      if (placeOf[column] == NONE) {
        placeOf[column] = oneCount;
        oneColumns[oneCount++] = column;
      }
      shares[end] = i < inputs.oneCount ? 1 : inputs.share;
      ones[end++] = placeOf[column];
    }
    firstOnes[j + 1] = end;
  }

  private void finish() {
    dense = 2 * present > numberCount * size;
    if (inputs.all()) {
      x = values;
      return;
    }
    Arrays.sort(columns, 0, numberCount);
    System.arraycopy(oneColumns, 0, columns, numberCount, oneCount);
    for (int i = 0; i < columnCount(); i++) {
      if (i < numberCount) {
        x[i] = values[placeOf[columns[i]]];
      }
      placeOf[columns[i]] = NONE;
    }
  }

  /** Tells whether all columns are active in each point, numbers all. */
  boolean hasAll() {
    return inputs.all();
  }

  int columnCount() {
    return numberCount + oneCount;
  }

  /** Returns the place of a column that is 1, or of a word, among the active columns. */
  int one(int i) {
    return numberCount + ones[i];
  }
}
