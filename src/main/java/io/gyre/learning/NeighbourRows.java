package io.gyre.learning;

import io.gyre.encoding.Encoder;
import java.util.Arrays;

/**
 * The newest points of a memory, each as a list of the values that it has, for rows of many slots
 * of which a point may have few: the distance of two points costs what both have, not what all
 * points ever had.
 *
 * <p>The distances are those of {@link NeighbourSearch}. It follows the memory when it is told to,
 * and can be derived from it at any time. Not thread-safe.
 */
final class NeighbourRows {

  /** After so many numbers it looks at whether the point is too far by now. */
  private static final int LOOK = 16;

  /** A row's values in ascending order of their columns. */
  private static final class Row {

    long number;
    int[] numbers = {}; // which, 0…N−1
    double[] x = {}; // of each its value, limited to what a scaler takes
    int numberCount;
    int[] texts = {}; // which of the text slots
    int[] codes = {}; // of each the text's column
    int textCount;
    long[] present = {}; // a bit for each field that may be missing

    void addNumber(int n, double value) {
      if (numberCount == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * numberCount + 8);
        x = Arrays.copyOf(x, numbers.length);
      }
      numbers[numberCount] = n;
      x[numberCount++] = Scaler.bounded(value, Scaler.MAX_MAGNITUDE);
    }

    void addText(int t, int code) {
      if (textCount == texts.length) {
        texts = Arrays.copyOf(texts, 2 * textCount + 8);
        codes = Arrays.copyOf(codes, texts.length);
      }
      texts[textCount] = t;
      codes[textCount++] = code;
    }
  }

  private final Encoder encoder;
  private final Memory memory;
  private final double clip;
  private final Row[] rows; // by number, modulo their count
  private final Row asked = new Row();
  private long next; // the points before are there

  private int[] numberOf = {}; // of each slot: which number, or ~ which text
  private int slots;
  private int numberCount;
  private int textCount;

  /** Of each number the scale, as of a question: x·s − q is what x differs by. */
  private double[] s = {};

  private double[] m = {}; // what is missing is here
  private double[] q = {};
  private long[] scaledFor = {};
  private long question;
  private Scaler scaler;

  /**
   * @param points how many of the newest count, 1 or more
   * @param clip of scaled numbers, above 0
   */
  NeighbourRows(Encoder encoder, Memory memory, int points, double clip) {
    this.encoder = encoder;
    this.memory = memory;
    this.clip = clip;
    rows = new Row[points];
    Arrays.setAll(rows, i -> new Row());
  }

  /**
   * Offers all points that count to those that are nearest to a row.
   *
   * @param row not modified
   * @param scales of numbers, read
   * @param nearest modified
   */
  void search(double[] row, Scaler scales, NearestPoints nearest) {
    scaler = scales;
    follow();
    set(asked, row, 0);
    question++;
    for (int i = 0; i < asked.numberCount; i++) {
      int n = asked.numbers[i];
      scale(n);
      q[n] = limited(n, asked.x[i] * s[n]);
    }
    long oldest = oldest();
    // The newest first: they are as likely to be near, and a tie with an older one is decided.
    for (long number = next - 1; number >= oldest; number--) {
      offer(rows[(int) (number % rows.length)], nearest);
    }
  }

  private long oldest() {
    return Math.max(memory.oldest(), memory.count() - rows.length);
  }

  /** Takes over what has come into the memory. */
  private void follow() {
    addSlots();
    long oldest = oldest();
    if (next > memory.count() || next < oldest) {
      next = oldest;
    }
    for (; next < memory.count(); next++) {
      Row row = rows[(int) (next % rows.length)];
      set(row, memory.rows(next), memory.row(next));
      row.number = next;
    }
  }

  private void addSlots() {
    if (slots == encoder.slots()) {
      return;
    }
    if (numberOf.length < encoder.slots()) {
      numberOf = Arrays.copyOf(numberOf, 2 * encoder.slots());
    }
    int none = Integer.MIN_VALUE;
    Arrays.fill(numberOf, slots, encoder.slots(), none);
    for (; numberCount < encoder.numbers(); numberCount++) {
      numberOf[encoder.numberSlot(numberCount)] = numberCount;
    }
    for (; slots < encoder.slots(); slots++) {
      if (numberOf[slots] == none) {
        numberOf[slots] = ~textCount++;
      }
    }
    if (s.length < numberCount) {
      s = new double[2 * numberCount];
      m = new double[s.length];
      q = new double[s.length];
      scaledFor = new long[s.length];
    }
  }

  /** Lists the values of a row: slots are in the order of numbers, and of texts. */
  private void set(Row row, double[] values, int from) {
    row.numberCount = 0;
    row.textCount = 0;
    int fields = encoder.mayBeMissing();
    int words = (fields + Long.SIZE - 1) / Long.SIZE;
    if (row.present.length < words) {
      row.present = new long[words];
    }
    Arrays.fill(row.present, 0);
    for (int slot = 0; slot < slots; slot++) {
      double x = values[from + slot];
      if (Double.isNaN(x)) {
        continue;
      }
      int field = encoder.slotField(slot);
      if (field < fields) {
        row.present[field / Long.SIZE] |= 1L << field;
      }
      if (numberOf[slot] < 0) {
        if (x >= 0) {
          row.addText(~numberOf[slot], (int) x);
        }
      } else if (Double.isFinite(x)) {
        row.addNumber(numberOf[slot], x);
      }
    }
  }

  /** Finds the scale of a number, for a question that lacks it until it says otherwise. */
  private void scale(int n) {
    if (scaledFor[n] == question) {
      return;
    }
    scaledFor[n] = question;
    boolean scaled = scaler.count(n) > 0;
    double deviation = scaled ? scaler.deviation(n) : 1;
    // A number that never varied is 0 for all.
    s[n] = deviation > 0 ? 1 / deviation : 0;
    m[n] = scaled ? scaler.mean(n) * s[n] : 0;
    q[n] = m[n];
  }

  private double limited(int n, double scaled) {
    double low = m[n] - clip;
    double high = m[n] + clip;
    return scaled < low ? low : scaled > high ? high : scaled;
  }

  private void offer(Row row, NearestPoints nearest) {
    double bound = nearest.bound();
    int difference = presenceDifferences(row);
    difference += difference > bound ? 0 : textDifferences(row);
    if (difference > bound) {
      return;
    }
    boolean whole = row.numberCount == numberCount && asked.numberCount == numberCount;
    double square = whole ? squareOfWhole(row, bound) : square(row, bound);
    if (square <= bound) {
      nearest.add(square + difference, row.number);
    }
  }

  private int presenceDifferences(Row row) {
    int difference = 0;
    for (int i = 0; i < asked.present.length; i++) {
      long other = i < row.present.length ? row.present[i] : 0;
      difference += Long.bitCount(asked.present[i] ^ other);
    }
    return difference;
  }

  /** Two texts that differ add 2, a text and none 1. */
  private int textDifferences(Row row) {
    int difference = 0;
    int i = 0;
    int j = 0;
    while (i < row.textCount && j < asked.textCount) {
      int order = Integer.compare(row.texts[i], asked.texts[j]);
      if (order == 0) {
        difference += row.codes[i] == asked.codes[j] ? 0 : 2;
      } else {
        difference++;
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return difference + row.textCount - i + asked.textCount - j;
  }

  /** As {@link #square}, of two that have all numbers. */
  private double squareOfWhole(Row row, double bound) {
    double sum = 0;
    for (int n = 0; n < numberCount && sum <= bound; ) {
      for (int end = Math.min(numberCount, n + LOOK); n < end; n++) {
        double t = limited(n, row.x[n] * s[n]) - q[n];
        sum += t * t;
      }
    }
    return sum;
  }

  /** Σ (x·s − q)² over the numbers that one of both has, as long as it is within a bound. */
  private double square(Row row, double bound) {
    double sum = 0;
    int i = 0;
    int j = 0;
    while ((i < row.numberCount || j < asked.numberCount) && sum <= bound) {
      int ofRow = i < row.numberCount ? row.numbers[i] : Integer.MAX_VALUE;
      int ofAsked = j < asked.numberCount ? asked.numbers[j] : Integer.MAX_VALUE;
      int n = Math.min(ofRow, ofAsked);
      double x;
      if (ofRow == n) {
        scale(n);
        x = limited(n, row.x[i++] * s[n]);
      } else {
        x = m[n];
      }
      j += ofAsked == n ? 1 : 0;
      double t = x - q[n];
      sum += t * t;
    }
    return sum;
  }
}
