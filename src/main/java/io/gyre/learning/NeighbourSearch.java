package io.gyre.learning;

import io.gyre.encoding.Encoder;
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
 * <p>It goes over the leaves of an index, those first whose limits are nearest and none that is too
 * far, and sums the squared differences of a leaf's points column by column. In between it counts
 * the points that still can be among the nearest: without any the leaf is given up, and a few are
 * summed up alone. No sum depends on which way it was formed, nor on which point lies in which
 * leaf; so a restored learner has the same bits.
 *
 * <p>Where rows have {@value NeighbourIndex#WIDE} slots and more it goes over the values that
 * points have, in {@link NeighbourRows}.
 *
 * <p>The nearest of a point are found once, for all who ask: the larger k has those of a smaller
 * one. Not thread-safe.
 */
final class NeighbourSearch {

  /** So many columns are summed before it looks at what can be given up; then twice as many. */
  private static final int FIRST_LOOK = 8;

  /** So many leaves are gone over by their bounds, the nearest first; the others as they lie. */
  private static final int FIRST_LEAVES = 4;

  private static final double GONE_OVER = Double.POSITIVE_INFINITY;

  /** A leaf of which at most one point in so many is left is no longer summed as a whole. */
  private static final int FEW = 10;

  private final Encoder encoder;
  private final Memory memory;
  private final Scaler scaler;
  private final int most; // R
  private final double clip;
  private NeighbourIndex index; // null from when rows are wide
  private NeighbourRows rows; // null until then
  private final NeighbourQuery query;
  private final NearestPoints nearest = new NearestPoints();
  private final int[] left = new int[NeighbourIndex.LEAF];
  private double[] squares = {}; // of each place, of numbers
  private int[] differences = {}; // of each place, of texts and presences
  private int k;

  /** What was asked last. */
  private double[] asked = {};

  private int askedSlots = -1;
  private long askedCount;
  private long askedChanges;

  /** Of each leaf, squared distances that no point of it is below. */
  private double[] bounds = {};

  private int[] textBounds = {};

  /** The leaf that is being gone over, from place to place. */
  private int leaf;

  private int from;
  private int to;

  /**
   * @param shared of them encoder, memory and scaler are read
   * @param most R, 1 or more
   * @param clip of scaled numbers, above 0
   */
  NeighbourSearch(Shared shared, int most, double clip) {
    encoder = shared.encoder();
    memory = shared.memory();
    this.most = most;
    this.clip = clip;
    index = new NeighbourIndex(encoder, memory, most, clip);
    query = new NeighbourQuery(clip);
    scaler = shared.scaler();
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
    search(row);
    return nearest;
  }

  /** As {@link Learner#numbersRead}; the leaves are vectorised, and half of them given up early. */
  long numbersRead() {
    int slots = encoder.slots();
    long points = Math.min(memory.count() - memory.oldest(), NeighbourIndex.points(most, slots));
    return slots >= NeighbourIndex.WIDE ? points * slots : points * slots / 8;
  }

  private void search(double[] row) {
    nearest.begin(Math.min(k, most));
    if (encoder.slots() >= NeighbourIndex.WIDE) {
      searchRows(row);
    } else {
      searchLeaves(row);
    }
  }

  /** There are never fewer slots: the index is of no use any more. */
  private void searchRows(double[] row) {
    if (rows == null) {
      index = null;
      squares = new double[0];
      differences = new int[0];
      rows = new NeighbourRows(encoder, memory, Math.min(most, NeighbourIndex.LEAST_POINTS), clip);
    }
    rows.search(row, scaler, nearest);
  }

  private void searchLeaves(double[] row) {
    index.follow(scaler);
    query.set(row, index, encoder, scaler);
    if (squares.length < index.places()) {
      squares = new double[index.places()];
      differences = new int[index.places()];
      bounds = new double[index.places() / NeighbourIndex.LEAF];
      textBounds = new int[bounds.length];
    }
    findBounds();
    for (int i = 0; i < FIRST_LEAVES && goOverNearest(); i++) {}
    for (int i = 0; i < index.leaves(); i++) {
      if (bounds[i] < nearest.bound()
          || (bounds[i] < GONE_OVER && nearest.takes(bounds[i], index.newest(i)))) {
        goOver(i);
      }
    }
  }

  /** Leaves that are empty are none to go over. */
  private void findBounds() {
    Arrays.fill(bounds, 0, index.leaves(), 0);
    Arrays.fill(textBounds, 0, index.leaves(), 0);
    if (index.leaves() > FIRST_LEAVES) {
      for (int n = 0; n < query.numbers; n++) {
        query.addBounds(n, index, bounds);
      }
      for (int t = 0; t < query.texts; t++) {
        DistanceKernels.addTextBounds(
            textBounds, index.leaves(), query.text[t].least, query.text[t].greatest, query.code[t]);
      }
    }
    for (int i = 0; i < index.leaves(); i++) {
      bounds[i] = index.held(i) == 0 ? GONE_OVER : 0.25 * bounds[i] + textBounds[i];
    }
  }

  private boolean goOverNearest() {
    int first = 0;
    for (int i = 1; i < index.leaves(); i++) {
      first = bounds[i] < bounds[first] ? i : first;
    }
    if (bounds[first] == GONE_OVER || bounds[first] > nearest.bound()) {
      return false;
    }
    goOver(first);
    return true;
  }

  private void goOver(int next) {
    leaf = next;
    from = next * NeighbourIndex.LEAF;
    to = from + index.held(next);
    bounds[next] = GONE_OVER;
    goOver();
  }

  private void goOver() {
    int look = FIRST_LOOK;
    Arrays.fill(squares, from, to, 0);
    boolean whole = query.texts + query.presences == 0;
    if (!whole) {
      Arrays.fill(differences, from, to, 0);
      for (int t = 0; t < query.texts; t += addTexts(t)) {
        if (t >= look) {
          look = 2 * t;
          if (giveUp(t, 0, 0)) {
            return;
          }
        }
      }
      for (int p = 0; p < query.presences; p++) {
        addPresence(p);
      }
    }
    for (int n = 0; n < query.numbers; n += addNumbers(n)) {
      if (query.texts + n >= look) {
        look = 2 * (query.texts + n);
        if (giveUp(query.texts, query.presences, n)) {
          return;
        }
      }
    }
    if (whole) {
      takeNumbers();
    } else {
      takeAll();
    }
  }

  /** Adds a text, or four that all points have; returns how many. */
  private int addTexts(int t) {
    int present = query.text[t].present[leaf];
    if (t + 4 <= query.texts && isWhole(t) && isWhole(t + 1) && isWhole(t + 2) && isWhole(t + 3)) {
      DistanceKernels.addTexts4(
          differences,
          from,
          to,
          query.text[t].codes,
          query.code[t],
          query.text[t + 1].codes,
          query.code[t + 1],
          query.text[t + 2].codes,
          query.code[t + 2],
          query.text[t + 3].codes,
          query.code[t + 3]);
      return 4;
    }
    if (present > 0 || query.code[t] >= 0) {
      DistanceKernels.addTexts(differences, from, to, query.text[t].codes, query.code[t]);
    }
    return 1;
  }

  private boolean isWhole(int t) {
    return query.code[t] >= 0 && query.text[t].present[leaf] == index.held(leaf);
  }

  private void addPresence(int p) {
    NeighbourColumn.Presence presence = query.presence[p];
    int present = presence.present[leaf];
    boolean all = present == index.held(leaf);
    if (all || present == 0) {
      if ((query.flag[p] == 1) != all) {
        DistanceKernels.addOne(differences, from, to);
      }
    } else {
      DistanceKernels.addFlags(differences, from, to, presence.flags, query.flag[p]);
    }
  }

  /** Adds a number, or several that are neither missing nor to be limited; returns how many. */
  private int addNumbers(int n) {
    int plain = 0;
    while (plain < 4 && n + plain < query.numbers && isPlain(n + plain)) {
      plain++;
    }
    if (plain == 4) {
      DistanceKernels.add4(squares, from, to, query.x, query.s, query.q, n);
      return 4;
    }
    if (plain >= 2) {
      DistanceKernels.add2(
          squares,
          from,
          to,
          query.x[n],
          query.s[n],
          query.q[n],
          query.x[n + 1],
          query.s[n + 1],
          query.q[n + 1]);
      return 2;
    }
    if (plain == 1) {
      DistanceKernels.add1(squares, from, to, query.x[n], query.s[n], query.q[n]);
    } else {
      addNumber(n);
    }
    return 1;
  }

  private boolean isPlain(int n) {
    return query.plain[n] || (query.number[n].present[leaf] == index.held(leaf) && isWithin(n));
  }

  private boolean isWithin(int n) {
    NeighbourColumn.Numbers column = query.number[n];
    double s = query.s[n];
    return column.present[leaf] == 0
        || (column.least[leaf] * s >= query.low(n) && column.greatest[leaf] * s <= query.high(n));
  }

  private void addNumber(int n) {
    NeighbourColumn.Numbers column = query.number[n];
    double[] x = query.x[n];
    double s = query.s[n];
    double q = query.q[n];
    int present = column.present[leaf];
    if (present == index.held(leaf)) {
      DistanceKernels.addLimited(squares, from, to, x, s, q, query.low(n), query.high(n));
    } else if (present == 0 && query.missing[n]) {
      return;
    } else if (isWithin(n)) {
      DistanceKernels.addMissing(squares, from, to, x, s, q, column.missing, query.m[n]);
    } else {
      DistanceKernels.addMissingLimited(
          squares, from, to, x, s, q, column.missing, query.m[n], query.low(n), query.high(n));
    }
  }

  /**
   * Sees whether only a few points of the leaf can be among the nearest, and sums those up from the
   * next columns on.
   */
  private boolean giveUp(int t, int p, int n) {
    double bound = nearest.bound();
    if (bound == Double.POSITIVE_INFINITY) {
      return false;
    }
    int few = 1 + (to - from) / FEW;
    int found = query.texts + query.presences == 0 ? findNumbers(bound, few) : find(bound, few);
    if (found > few) {
      return false;
    }
    for (int i = 0; i < found; i++) {
      finish(left[i], t, p, n);
    }
    return true;
  }

  /** Finds the points whose sums are within a bound; gives up at one too many. */
  private int findNumbers(double bound, int few) {
    int found = 0;
    for (int i = to - 1; i >= from; i--) {
      if (squares[i] <= bound) {
        if (found == few) {
          return few + 1;
        }
        left[found++] = i;
      }
    }
    return found;
  }

  private int find(double bound, int few) {
    int found = 0;
    for (int i = to - 1; i >= from; i--) {
      if (squares[i] + differences[i] <= bound) {
        if (found == few) {
          return few + 1;
        }
        left[found++] = i;
      }
    }
    return found;
  }

  /** Adds to the sums of one point what there is from the next columns on. */
  private void finish(int i, int t, int p, int n) {
    int difference = query.texts + query.presences == 0 ? 0 : differences[i];
    for (int j = t; j < query.texts; j++) {
      difference += query.textDifference(j, i);
    }
    for (int j = p; j < query.presences; j++) {
      difference += query.presenceDifference(j, i);
    }
    double square = squares[i];
    double bound = nearest.bound();
    for (int j = n; j < query.numbers; j++) {
      double scaled = query.difference(j, i);
      square += scaled * scaled;
      if (square > bound) {
        return;
      }
    }
    nearest.add(square + difference, index.number(i));
  }

  private void takeNumbers() {
    double bound = nearest.bound();
    for (int i = to - 1; i >= from; i--) {
      if (squares[i] <= bound) {
        nearest.add(squares[i], index.number(i));
        bound = nearest.bound();
      }
    }
  }

  private void takeAll() {
    double bound = nearest.bound();
    for (int i = to - 1; i >= from; i--) {
      double square = squares[i] + differences[i];
      if (square <= bound) {
        nearest.add(square, index.number(i));
        bound = nearest.bound();
      }
    }
  }
}
