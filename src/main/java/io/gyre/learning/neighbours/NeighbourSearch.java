package io.gyre.learning.neighbours;

import io.gyre.encoding.Encoder;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import java.util.Arrays;

/**
 * Finds the k nearest of the last R labelled points, exactly; of those equally far the newer ones.
 *
 * <p>The distance is Euclid's between what a point is in the columns of {@link Encoder}, but
 * without those for the values of few-valued numbers: numbers standardised and limited to ±clip, 0
 * if missing; a text's column; for each of the first fields a column that is 1 if it is missing,
 * whether or not the encoder has made it by now. So two texts differ by √2, and text and nothing
 * do.
 *
 * <p>The points are kept column by column, in a ring of places, and the squared distances of all
 * are summed one column after the other. The ring follows the memory before each search; one made
 * anew finds the same, to the last bit.
 *
 * <p>How wide points are limits how many count, to {@value #MOST_VALUES} values or {@value
 * #LEAST_POINTS} points, whichever is more.
 *
 * <p>The nearest of a point are found once, for all who ask: the larger k has those of a smaller
 * one. Not thread-safe.
 */
final class NeighbourSearch {

  private static final int MOST_VALUES = 250_000;
  private static final int LEAST_POINTS = 250;

  /** From so many slots on no more than the least points count. */
  private static final int WIDE = MOST_VALUES / LEAST_POINTS;

  private final Encoder encoder;
  private final Memory memory;
  private final Scaler scaler;
  private final int most; // R
  private final double clip;
  private final NearestPoints nearest = new NearestPoints();
  private int k;

  /** The columns: of numbers, of each slot with texts, and of each field that may be missing. */
  private NeighbourNumbers[] numbers = {};

  private NeighbourTexts[] texts = {};
  private NeighbourTexts[] presences = {}; // 0 where a field has a value
  private int[] presence = {}; // of a row, for each field

  /** The columns of numbers that points may differ in. */
  private NeighbourNumbers[] compared = {};

  private int comparedCount;

  private int places;
  private long first; // the point that was put first, at place 0
  private long next; // the next to be put
  private double[] squares = {}; // of each place, of numbers
  private int[] differences = {}; // of each place, of texts and presences

  /** What was asked last. */
  private double[] asked = {};

  private int askedSlots = -1;
  private long askedCount;
  private long askedChanges;

  private record Key(int most, double clip) {}

  /**
   * Returns the search that learners share which look at the same points.
   *
   * @param most R
   * @param clip scaled numbers are limited to ±clip, above 0
   */
  static NeighbourSearch shared(Shared shared, int most, double clip) {
    return shared.common(
        new Key(most, clip), NeighbourSearch.class, () -> new NeighbourSearch(shared, most, clip));
  }

  /**
   * @param shared of them encoder, memory and scaler are read
   * @param most R, 1 or more
   * @param clip of scaled numbers, above 0
   */
  NeighbourSearch(Shared shared, int most, double clip) {
    encoder = shared.encoder();
    memory = shared.memory();
    scaler = shared.scaler();
    this.most = most;
    this.clip = clip;
  }

  /** Finds so many at least from now on. */
  void atLeast(int other) {
    if (other > k) {
      k = other;
      forget();
    }
  }

  /** Forgets what was found: what it was found from has changed. */
  void forget() {
    askedSlots = -1;
  }

  /** How many of the last R points count, where rows have so many slots. */
  static int points(int most, int slots) {
    return Math.min(most, Math.max(LEAST_POINTS, MOST_VALUES / Math.max(1, slots)));
  }

  /**
   * Finds the nearest points of a row, unless they are those that were found last.
   *
   * @param row not modified
   * @return valid until the next call
   */
  NearestPoints nearest(double[] row) {
    int slots = encoder.slots();
    if (slots == askedSlots
        && memory.count() == askedCount
        && scaler.changes() == askedChanges
        && Arrays.equals(row, 0, slots, asked, 0, slots)) {
      return nearest;
    }
    if (asked.length < slots) {
      asked = new double[2 * slots];
    }
    System.arraycopy(row, 0, asked, 0, slots);
    askedSlots = slots;
    askedCount = memory.count();
    askedChanges = scaler.changes();
    follow(points(most, slots));
    int held = (int) Math.min(places, next - first);
    addSquares(row, held);
    nearest.begin(Math.min(k, most));
    // Of points equally far the newer ones count.
    int newest = place(next - 1);
    offer(newest, 0, next - 1 - newest);
    offer(held - 1, newest + 1, next - 1 - newest - held);
    return nearest;
  }

  /** As {@link Learner#numbersRead}; the loops are vectorised where columns are not sparse. */
  long numbersRead() {
    int slots = encoder.slots();
    long points = Math.min(memory.count() - memory.oldest(), points(most, slots));
    return slots >= WIDE ? points * slots : points * slots / 8;
  }

  /** Puts in what has come into the memory; begins anew if another number of points counts. */
  private void follow(int points) {
    long oldest = Math.max(memory.oldest(), memory.count() - points);
    if (points != places || next < oldest || next > memory.count()) {
      places = points;
      first = oldest;
      next = oldest;
      squares = new double[points];
      differences = new int[points];
      numbers = new NeighbourNumbers[0];
      texts = new NeighbourTexts[0];
      presences = new NeighbourTexts[0];
    }
    if (texts.length < encoder.slots()) {
      numbers = Arrays.copyOf(numbers, encoder.numbers());
      texts = Arrays.copyOf(texts, encoder.slots());
      presences = Arrays.copyOf(presences, encoder.mayBeMissing());
      presence = new int[encoder.fields()];
      compared = new NeighbourNumbers[numbers.length];
    }
    for (; next < memory.count(); next++) {
      put(place(next), memory.rows(next), memory.row(next));
    }
  }

  private int place(long number) {
    return (int) ((number - first) % places);
  }

  private void put(int place, double[] rows, int from) {
    Arrays.fill(presence, NeighbourTexts.NONE);
    int n = 0;
    for (int slot = 0; slot < texts.length; slot++) {
      double value = rows[from + slot];
      markPresence(slot, value);
      if (isNumber(n, slot)) {
        NeighbourNumbers column = column(n++, value);
        if (column != null) {
          column.put(place, value);
        }
      } else {
        putText(texts, slot, place, code(value));
      }
    }
    for (int field = 0; field < presences.length; field++) {
      putText(presences, field, place, presence[field]);
    }
  }

  private void putText(NeighbourTexts[] columns, int i, int place, int code) {
    NeighbourTexts column = column(columns, i, code);
    if (column != null) {
      column.put(place, code);
    }
  }

  private void markPresence(int slot, double value) {
    if (!Double.isNaN(value)) {
      presence[encoder.slotField(slot)] = 0;
    }
  }

  /** Tells whether a slot is that of number n; slots are in the order of numbers. */
  private boolean isNumber(int n, int slot) {
    return n < numbers.length && encoder.numberSlot(n) == slot;
  }

  private static int code(double value) {
    return value >= 0 ? (int) value : NeighbourTexts.NONE;
  }

  /** Returns the column of a number; null if neither a point has a value there nor this is one. */
  private NeighbourNumbers column(int n, double value) {
    boolean has = Double.isFinite(value);
    if (numbers[n] == null && has) {
      numbers[n] = new NeighbourNumbers(places);
    }
    return numbers[n] == null || (!has && numbers[n].isEmpty()) ? null : numbers[n];
  }

  private NeighbourTexts column(NeighbourTexts[] columns, int i, int code) {
    if (columns[i] == null && code != NeighbourTexts.NONE) {
      columns[i] = new NeighbourTexts(places);
    }
    return columns[i];
  }

  /** Sums the squared distances of the first places, in the order of the columns. */
  private void addSquares(double[] row, int held) {
    Arrays.fill(squares, 0, held, 0);
    Arrays.fill(differences, 0, held, 0);
    Arrays.fill(presence, NeighbourTexts.NONE);
    comparedCount = 0;
    int n = 0;
    for (int slot = 0; slot < texts.length; slot++) {
      markPresence(slot, row[slot]);
      if (isNumber(n, slot)) {
        ask(n++, row[slot]);
      } else {
        addText(texts, slot, code(row[slot]), held);
      }
    }
    for (int field = 0; field < presences.length; field++) {
      addText(presences, field, presence[field], held);
    }
    for (int i = 0; i < comparedCount; i += addNumbers(i, held)) {}
  }

  private void addText(NeighbourTexts[] columns, int i, int code, int held) {
    NeighbourTexts column = column(columns, i, code);
    if (column != null) {
      column.addSquares(code, differences, held);
    }
  }

  private void ask(int n, double value) {
    NeighbourNumbers column = column(n, value);
    boolean scaled = scaler.count(n) > 0;
    double deviation = scaled ? scaler.deviation(n) : 1;
    // A number that never varied is 0 for all.
    if (column != null && deviation > 0) {
      column.ask(value, scaled ? scaler.mean(n) : 0, deviation, clip);
      compared[comparedCount++] = column;
    }
  }

  /** Adds a column of numbers, or four that are whole; returns how many. */
  private int addNumbers(int i, int held) {
    int whole = i;
    while (whole < comparedCount && whole < i + 4 && compared[whole].isWhole(held)) {
      whole++;
    }
    if (whole < i + 4) {
      compared[i].addSquares(squares, held);
      return 1;
    }
    NeighbourNumbers.addSquares(
        squares, held, compared[i], compared[i + 1], compared[i + 2], compared[i + 3]);
    return 4;
  }

  /**
   * Offers the points from a place down to another.
   *
   * @param offset the number of a point less its place
   */
  private void offer(int from, int to, long offset) {
    double bound = nearest.bound();
    for (int i = from; i >= to; i--) {
      if (squares[i] < bound && squares[i] + differences[i] < bound) {
        nearest.add(squares[i] + differences[i], offset + i);
        bound = nearest.bound();
      }
    }
  }
}
