package io.gyre.learning.neighbours;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import java.util.Arrays;

/**
 * Finds the k nearest of the last R labelled points, exactly; ties go to the newer ones.
 *
 * <p>The distance is Euclid's between the columns that {@link Encoder} makes of points, but without
 * those for the values of few-valued numbers: numbers standardised and limited to ±clip, 0 if
 * missing; a text's column; for each of the first fields a column that is 1 if it is missing,
 * whether or not the encoder has made it yet. So two texts differ by √2, and so do a text and a
 * missing value.
 *
 * <p>The points are kept column by column, in a ring of places, and the squared distances of all
 * are summed one column after the other. The ring follows the memory once it has grown; a new
 * search finds the same, to the last bit. The wider the points, the fewer count: {@value
 * #MOST_VALUES} values or {@value #LEAST_POINTS} points, whichever is more.
 *
 * <p>The nearest of a point are found once, for all learners that ask: a larger k includes a
 * smaller one. Not thread-safe.
 */
final class NeighbourSearch {

  private static final int MOST_VALUES = 250_000;
  private static final int LEAST_POINTS = 250;

  /** The number of slots from which on only the least number of points count. */
  private static final int WIDE = MOST_VALUES / LEAST_POINTS;

  private final Encoder encoder;
  private final Memory memory;
  private final Scaler scaler;
  private final int most; // R
  private final double clip;
  private final Row read = new Row();
  private int k;

  private NeighbourNumbers[] numbers = {};

  // Of the columns that no point has a value in, so that a question about one makes none.
  private double[] zeros;
  private double[] ones;
  private int[] none;

  /** At 2·slot the texts of a slot, at 2·field + 1 whether a field has a value: 0 if so. */
  private NeighbourTexts[] texts = {};

  private int[] codes = {}; // of a row, as texts
  private NeighbourNumbers[] compared = {}; // the columns of numbers that points may differ in
  private int comparedCount;

  private int places;
  private long first; // the point that was put first, at place 0
  private long next; // the next to be put
  private double[] squares = {}; // of each place, of numbers
  private int[] differences = {}; // of each place, of texts and presences

  private record Key(int most, double clip) {}

  /**
   * Returns the search that learners over the same points share.
   *
   * @param most R
   * @param clip scaled numbers are limited to ±clip, above 0
   */
  static NeighbourSearch shared(Shared shared, int most, double clip) {
    return (NeighbourSearch)
        shared
            .common()
            .computeIfAbsent(
                new Key(most, clip), unused -> new NeighbourSearch(shared, most, clip));
  }

  NeighbourSearch(Shared shared, int most, double clip) {
    encoder = shared.encoder();
    memory = shared.memory();
    scaler = shared.scaler();
    this.most = most;
    this.clip = clip;
    follow();
  }

  void atLeast(int other) {
    k = Math.max(k, other);
  }

  /** Returns the number of last points that count, for rows of so many slots. */
  static int points(int most, int slots) {
    return Math.min(most, Math.max(LEAST_POINTS, MOST_VALUES / Math.max(1, slots)));
  }

  /**
   * Finds the nearest points of a row, once for all who ask.
   *
   * @param row not modified; the result is kept with it
   */
  NearestPoints nearest(Row row) {
    NearestPoints nearest = row.kept(this, NearestPoints::new);
    if (nearest.version != row.version()) {
      nearest.version = row.version();
      int held = (int) Math.min(places, next - first);
      addSquares(row.values(), held);
      nearest.begin(Math.min(k, most));
      if (held > 0) {
        // Ties in distance go to the newer points.
        int newest = place(next - 1);
        offer(nearest, newest, 0, next - 1 - newest);
        offer(nearest, held - 1, newest + 1, next - 1 - newest - held);
      }
    }
    return nearest;
  }

  /** See {@link Learner#numbersRead}; the loops are vectorised where columns are not sparse. */
  long numbersRead() {
    int slots = encoder.slots();
    long points = memory.held(points(most, encoder.plainSlots()));
    return slots >= WIDE ? points * slots : points * slots / 8;
  }

  /**
   * Takes in the memory's new points; begins again if the number of points that count has changed.
   */
  void follow() {
    int points = points(most, encoder.plainSlots());
    long oldest = memory.count() - memory.held(points);
    if (points != places || next < oldest || next > memory.count()) {
      places = points;
      first = oldest;
      next = oldest;
      squares = new double[points];
      differences = new int[points];
      zeros = new double[points];
      ones = new double[points];
      none = new int[points];
      Arrays.fill(ones, 1);
      Arrays.fill(none, NeighbourTexts.NONE);
      numbers = new NeighbourNumbers[0];
      texts = new NeighbourTexts[0];
    }
    if (texts.length < 2 * encoder.slots()) {
      int known = numbers.length;
      numbers = Arrays.copyOf(numbers, encoder.numbers());
      Arrays.setAll(numbers, n -> n < known ? numbers[n] : new NeighbourNumbers(zeros, ones));
      int knownTexts = texts.length;
      texts = Arrays.copyOf(texts, 2 * encoder.slots());
      Arrays.setAll(texts, i -> i < knownTexts ? texts[i] : new NeighbourTexts(none));
      codes = new int[texts.length];
      compared = new NeighbourNumbers[numbers.length];
    }
    for (; next < memory.count(); next++) {
      memory.read(next, read);
      put(place(next), read.values());
    }
  }

  private int place(long number) {
    return (int) ((number - first) % places);
  }

  private void put(int place, double[] row) {
    for (int n = 0; n < numbers.length; n++) {
      double value = row[encoder.numberSlot(n)];
      if (hasNumbers(n, value)) {
        numbers[n].put(place, value);
      }
    }
    findCodes(row);
    for (int i = 0; i < codes.length; i++) {
      texts[i].put(place, codes[i]);
    }
  }

  /** Finds the texts of a row, and which fields have a value. */
  private void findCodes(double[] row) {
    Arrays.fill(codes, NeighbourTexts.NONE);
    int n = 0;
    for (int i = 0; i < encoder.plainSlots(); i++) {
      int slot = encoder.plainSlot(i);
      // Slots are in the order of numbers.
      if (n < numbers.length && encoder.numberSlot(n) == slot) {
        n++;
      } else if (row[slot] >= 0) {
        codes[2 * slot] = (int) row[slot];
      }
      int field = encoder.slotField(slot);
      if (!Double.isNaN(row[slot]) && field < encoder.mayBeMissing()) {
        codes[2 * field + 1] = 0;
      }
    }
  }

  /** Tells whether a point has a number in a column, or this is one. */
  private boolean hasNumbers(int n, double value) {
    return !numbers[n].isEmpty() || (Double.isFinite(value) && !encoder.isKnownLabel(n));
  }

  /** Sums the squared distances of the first places, in the order of the columns. */
  private void addSquares(double[] row, int held) {
    Arrays.fill(squares, 0, held, 0);
    Arrays.fill(differences, 0, held, 0);
    comparedCount = 0;
    for (int n = 0; n < numbers.length; n++) {
      ask(n, row[encoder.numberSlot(n)]);
    }
    for (int i = 0; i < comparedCount; i += addNumbers(i, held)) {}
    findCodes(row);
    for (int i = 0; i < codes.length; i++) {
      texts[i].addSquares(codes[i], differences, held);
    }
  }

  private void ask(int n, double value) {
    boolean scaled = scaler.count(n) > 0;
    double deviation = scaled ? scaler.deviation(n) : 1;
    // A number that never varied is 0 for all.
    if (hasNumbers(n, value) && deviation > 0) {
      numbers[n].ask(value, scaled ? scaler.mean(n) : 0, deviation, clip);
      compared[comparedCount++] = numbers[n];
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
  private void offer(NearestPoints nearest, int from, int to, long offset) {
    double bound = nearest.bound();
    for (int i = from; i >= to; i--) {
      if (squares[i] < bound && squares[i] + differences[i] < bound) {
        nearest.add(squares[i] + differences[i], offset + i);
        bound = nearest.bound();
      }
    }
  }
}
