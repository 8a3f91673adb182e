package io.gyre.learning;

import io.gyre.encoding.Encoder;
import java.util.Arrays;

/**
 * The newest points of a memory, column by column, in leaves of points that are near each other: a
 * k-d tree (Bentley 1975) of which a full leaf is split at the median of the column it is widest
 * in. It follows the memory when it is told to, and can be derived from it at any time; what lies
 * in which leaf depends on how it came about.
 *
 * <p>How wide points are limits how many count, to {@value #MOST_VALUES} values or {@value
 * #LEAST_POINTS} points, whichever is more. Not thread-safe.
 */
final class NeighbourIndex {

  static final int LEAF = NeighbourColumn.LEAF;
  static final int MOST_VALUES = 250_000;
  static final int LEAST_POINTS = 250;

  /** From so many slots on no more than the least points count. */
  static final int WIDE = MOST_VALUES / LEAST_POINTS;

  /** At a node that splits equal points, by the order in which they came. */
  private static final int NO_SLOT = -1;

  private static final int NO_NODE = -1;

  private final Encoder encoder;
  private final Memory memory;
  private final int most; // R
  private final double clip;

  private NeighbourColumn.Numbers[] numbers = {}; // N
  private NeighbourColumn.Texts[] texts = {};
  private NeighbourColumn.Presence[] presences = {}; // of fields
  private int numberCount;
  private int textCount;
  private int presenceCount;
  private NeighbourColumn[] ofSlots = {};
  private int[] textSlots = {};
  private int slots;
  private long[] lastWith = {}; // of each field, the newest point that had it

  private int mostLeaves; // leaves there is room for
  private int leaves;
  private double room = 1; // as many times the leaves that points need
  private int[] held = {}; // of each leaf
  private int[] touched = {}; // of each leaf, changes since its limits were tight
  private long[] newest = {}; // of each leaf, the newest point that ever was there
  private long[] numberAt = {}; // of each place, its point
  private int[] placeOf = {}; // of each point, modulo the length

  /** Nodes: at most the threshold is left, else right; a child below 0 is a leaf, by its ~. */
  private int[] nodeSlots = {};

  private double[] thresholds = {};
  private int[][] children = {};
  private int nodes;
  private int root;

  private long first; // the points from this to before next are there
  private long next;
  private int removed; // since it was begun
  private final double[] sorted = new double[LEAF];

  /**
   * @param most R
   * @param clip of scaled numbers, above 0
   */
  NeighbourIndex(Encoder encoder, Memory memory, int most, double clip) {
    this.encoder = encoder;
    this.memory = memory;
    this.most = most;
    this.clip = clip;
  }

  /** How many of the newest points count, where rows have so many slots. */
  static int points(int most, int slots) {
    return Math.min(most, Math.max(LEAST_POINTS, MOST_VALUES / Math.max(1, slots)));
  }

  private int points() {
    return points(most, encoder.slots());
  }

  /**
   * Takes over what has come into the memory, and forgets what no longer counts.
   *
   * @param scaler says in what a leaf is wide
   */
  void follow(Scaler scaler) {
    long oldest = Math.max(memory.oldest(), memory.count() - points());
    int wanted = wanted();
    if (mostLeaves < wanted || mostLeaves > 2 * wanted || next < oldest || next > memory.count()) {
      begin(oldest);
    }
    addSlots();
    for (; first < oldest; first++) {
      remove(first);
    }
    while (next < memory.count()) {
      if (put(next, scaler)) {
        next++;
      } else {
        room *= removed < points() / 4 ? 1.5 : 1;
        begin(oldest);
        addSlots();
      }
    }
  }

  private int wanted() {
    return (int) (room * (2 * ((points() + LEAF - 1) / LEAF) + 2));
  }

  /** Begins anew. */
  private void begin(long oldest) {
    mostLeaves = wanted();
    held = new int[mostLeaves];
    touched = new int[mostLeaves];
    newest = new long[mostLeaves];
    numberAt = new long[mostLeaves * LEAF];
    placeOf = new int[mostLeaves * LEAF];
    nodeSlots = new int[mostLeaves];
    thresholds = new double[mostLeaves];
    children = new int[2][mostLeaves];
    nodes = 0;
    leaves = 1;
    root = ~0;
    numberCount = 0;
    textCount = 0;
    presenceCount = 0;
    slots = 0;
    Arrays.fill(lastWith, -1);
    first = oldest;
    next = oldest;
    removed = 0;
  }

  /** Makes columns for slots and fields that are new; the points that are there have none. */
  private void addSlots() {
    boolean missed = first < next;
    int fields = encoder.mayBeMissing();
    if (fields > presences.length) {
      presences = Arrays.copyOf(presences, 2 * fields);
      int before = lastWith.length;
      lastWith = Arrays.copyOf(lastWith, 2 * fields);
      Arrays.fill(lastWith, before, lastWith.length, -1);
    }
    for (; presenceCount < fields; presenceCount++) {
      presences[presenceCount] = new NeighbourColumn.Presence(mostLeaves, missed);
    }
    if (slots == encoder.slots()) {
      return;
    }
    if (encoder.slots() > ofSlots.length) {
      int more = 2 * encoder.slots();
      ofSlots = Arrays.copyOf(ofSlots, more);
      numbers = Arrays.copyOf(numbers, more);
      texts = Arrays.copyOf(texts, more);
      textSlots = Arrays.copyOf(textSlots, more);
    }
    Arrays.fill(ofSlots, slots, encoder.slots(), null);
    for (; numberCount < encoder.numbers(); numberCount++) {
      numbers[numberCount] = new NeighbourColumn.Numbers(mostLeaves, missed);
      ofSlots[encoder.numberSlot(numberCount)] = numbers[numberCount];
    }
    for (; slots < encoder.slots(); slots++) {
      if (ofSlots[slots] == null) {
        texts[textCount] = new NeighbourColumn.Texts(mostLeaves);
        ofSlots[slots] = texts[textCount];
        textSlots[textCount++] = slots;
      }
    }
  }

  /** Puts a point in its leaf; returns false if there is no room. */
  private boolean put(long number, Scaler scaler) {
    double[] rows = memory.rows(number);
    int from = memory.row(number);
    int parent = NO_NODE;
    int node = root;
    while (node >= 0) {
      parent = node;
      node = children[side(node, number, rows, from)][node];
    }
    int leaf = ~node;
    if (held[leaf] == LEAF) {
      if (leaves == mostLeaves) {
        return false;
      }
      int split = split(leaf, scaler);
      if (parent == NO_NODE) {
        root = split;
      } else {
        children[side(parent, number, rows, from)][parent] = split;
      }
      leaf = ~children[side(split, number, rows, from)][split];
    }
    putRow(leaf, number, rows, from);
    return true;
  }

  /** To which side of a node a point belongs, 0 or 1. */
  private int side(int node, long number, double[] rows, int from) {
    double key = number;
    int slot = nodeSlots[node];
    if (slot != NO_SLOT) {
      double x = rows[from + slot];
      key = ofSlots[slot] instanceof NeighbourColumn.Texts ? code(x) : number(x);
    }
    return key > thresholds[node] ? 1 : 0;
  }

  private static int code(double x) {
    return x >= 0 ? (int) x : NeighbourColumn.Texts.NONE;
  }

  private static double number(double x) {
    return Double.isFinite(x) ? Scaler.bounded(x, Scaler.MAX_MAGNITUDE) : 0;
  }

  private void putRow(int leaf, long number, double[] rows, int from) {
    int place = leaf * LEAF + held[leaf];
    boolean only = held[leaf] == 0;
    for (int slot = 0; slot < slots; slot++) {
      double x = rows[from + slot];
      if (ofSlots[slot] instanceof NeighbourColumn.Numbers column) {
        if (Double.isFinite(x)) {
          column.put(place, x);
        } else if (column.missing == null) {
          column.mark(held);
        }
      } else {
        ((NeighbourColumn.Texts) ofSlots[slot]).put(place, code(x), only);
      }
      if (!Double.isNaN(x)) {
        putPresence(encoder.slotField(slot), place, number);
      }
    }
    for (int field = 0; field < presenceCount; field++) {
      if (lastWith[field] != number && presences[field].flags == null) {
        presences[field].mark(held);
      }
    }
    held[leaf]++;
    newest[leaf] = number;
    numberAt[place] = number;
    placeOf[(int) (number % placeOf.length)] = place;
    touch(leaf);
  }

  private void putPresence(int field, int place, long number) {
    if (field < presenceCount && lastWith[field] != number) {
      lastWith[field] = number;
      presences[field].put(place);
    }
  }

  private void remove(long number) {
    int place = placeOf[(int) (number % placeOf.length)];
    int leaf = place / LEAF;
    int last = leaf * LEAF + held[leaf] - 1;
    for (int slot = 0; slot < slots; slot++) {
      ofSlots[slot].remove(place, last);
    }
    for (int field = 0; field < presenceCount; field++) {
      presences[field].remove(place, last);
    }
    moveNumber(last, place);
    held[leaf]--;
    removed++;
    touch(leaf);
  }

  private void moveNumber(int from, int to) {
    numberAt[to] = numberAt[from];
    placeOf[(int) (numberAt[to] % placeOf.length)] = to;
  }

  /** Limits do not shrink when a point is removed: now and then they are made tight. */
  private void touch(int leaf) {
    if (++touched[leaf] >= LEAF) {
      tighten(leaf);
    }
  }

  private void tighten(int leaf) {
    touched[leaf] = 0;
    for (int slot = 0; slot < slots; slot++) {
      ofSlots[slot].tighten(leaf, held[leaf]);
    }
    for (int field = 0; field < presenceCount; field++) {
      presences[field].tighten(leaf, held[leaf]);
    }
  }

  /** Splits a full leaf; returns the node that stands for both. */
  private int split(int leaf, Scaler scaler) {
    int node = nodes++;
    int other = leaves++;
    newest[other] = newest[leaf];
    nodeSlots[node] = widest(leaf, scaler);
    thresholds[node] = threshold(leaf, nodeSlots[node]);
    if (thresholds[node] == sorted[LEAF - 1]) {
      nodeSlots[node] = NO_SLOT;
      thresholds[node] = threshold(leaf, NO_SLOT);
    }
    children[0][node] = ~leaf;
    children[1][node] = ~other;
    for (int place = (leaf + 1) * LEAF - 1; place >= leaf * LEAF; place--) {
      if (isRight(node, place)) {
        moveTo(other, place);
      }
    }
    tighten(leaf);
    tighten(other);
    return node;
  }

  private boolean isRight(int node, int place) {
    return key(nodeSlots[node], place) > thresholds[node];
  }

  private double key(int slot, int place) {
    if (slot == NO_SLOT) {
      return numberAt[place];
    }
    return ofSlots[slot] instanceof NeighbourColumn.Texts of
        ? of.codes[place]
        : ((NeighbourColumn.Numbers) ofSlots[slot]).values[place];
  }

  private void moveTo(int other, int place) {
    int to = other * LEAF + held[other]++;
    int leaf = place / LEAF;
    int last = leaf * LEAF + --held[leaf];
    for (int slot = 0; slot < slots; slot++) {
      move(ofSlots[slot], place, to, last);
    }
    for (int field = 0; field < presenceCount; field++) {
      move(presences[field], place, to, last);
    }
    moveNumber(place, to);
    if (last != place) {
      moveNumber(last, place);
    }
  }

  private static void move(NeighbourColumn column, int place, int to, int last) {
    column.copy(place, to);
    column.copy(last, place);
    column.clear(last);
  }

  /** The slot in which two points of a full leaf differ most on average, or {@link #NO_SLOT}. */
  private int widest(int leaf, Scaler scaler) {
    int widest = NO_SLOT;
    double most = 0;
    for (int n = 0; n < numberCount; n++) {
      double variance = variance(leaf, n, scaler);
      if (variance > most) {
        most = variance;
        widest = encoder.numberSlot(n);
      }
    }
    for (int t = 0; t < textCount; t++) {
      double impurity = impurity(leaf, textSlots[t]);
      if (impurity > most) {
        most = impurity;
        widest = textSlots[t];
      }
    }
    return widest;
  }

  /** Of a number, scaled and limited. */
  private double variance(int leaf, int n, Scaler scaler) {
    boolean scaled = scaler.count(n) > 0;
    double deviation = scaled ? scaler.deviation(n) : 1;
    double mean = scaled ? scaler.mean(n) : 0;
    double sum = 0;
    double squares = 0;
    for (int i = leaf * LEAF; deviation > 0 && i < (leaf + 1) * LEAF; i++) {
      double x =
          numbers[n].has(i) ? Scaler.standard(numbers[n].values[i], mean, deviation, clip) : 0;
      sum += x;
      squares += x * x;
    }
    return squares / LEAF - sum / LEAF * (sum / LEAF);
  }

  /** Of a text, Gini's: the probability that two of the leaf differ. */
  private double impurity(int leaf, int slot) {
    sort(leaf, slot);
    double same = 0;
    for (int i = 0; i < LEAF; ) {
      int begin = i;
      while (i < LEAF && sorted[i] == sorted[begin]) {
        i++;
      }
      same += (double) (i - begin) * (i - begin);
    }
    return 1 - same / (LEAF * LEAF);
  }

  private void sort(int leaf, int slot) {
    for (int i = 0; i < LEAF; i++) {
      sorted[i] = key(slot, leaf * LEAF + i);
    }
    Arrays.sort(sorted);
  }

  /** The median, or the greatest below it where nothing is above it. */
  private double threshold(int leaf, int slot) {
    sort(leaf, slot);
    int at = LEAF / 2 - 1;
    while (at > 0 && sorted[at] == sorted[LEAF - 1]) {
      at--;
    }
    return sorted[at];
  }

  /** How many leaves there are; some may be empty. */
  int leaves() {
    return leaves;
  }

  /** How many places there are. */
  int places() {
    return mostLeaves * LEAF;
  }

  /** How many points a leaf holds, from its first place on. */
  int held(int leaf) {
    return held[leaf];
  }

  /** No point of a leaf is newer. */
  long newest(int leaf) {
    return newest[leaf];
  }

  /** The point at a place. */
  long number(int place) {
    return numberAt[place];
  }

  int numbers() {
    return numberCount;
  }

  NeighbourColumn.Numbers numberColumn(int n) {
    return numbers[n];
  }

  int texts() {
    return textCount;
  }

  NeighbourColumn.Texts text(int t) {
    return texts[t];
  }

  int textSlot(int t) {
    return textSlots[t];
  }

  int presences() {
    return presenceCount;
  }

  NeighbourColumn.Presence presence(int field) {
    return presences[field];
  }
}
