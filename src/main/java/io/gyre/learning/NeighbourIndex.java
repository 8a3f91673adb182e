package io.gyre.learning;

import io.gyre.encoding.Encoder;
import java.util.Arrays;

/**
 * The newest points of a memory, column by column, for a search that goes over them. It follows the
 * memory when it is told to, and can be derived from it at any time.
 *
 * <p>Points lie in a ring of stretches of {@value #STRETCH}: point n in place n modulo the ring's
 * length, so that a stretch holds successive points, and begins at a multiple. How wide points are
 * limits how many count, to {@value #MOST_VALUES} values or {@value #LEAST_POINTS} points,
 * whichever is more. Not thread-safe.
 */
final class NeighbourIndex {

  static final int STRETCH = 256;
  static final int MOST_VALUES = 250_000;
  static final int LEAST_POINTS = 250;

  private final Encoder encoder;
  private final Memory memory;
  private final int most; // R

  private NeighbourColumn.Numbers[] numbers = {}; // N
  private NeighbourColumn.Texts[] texts = {};
  private NeighbourColumn.Presence[] presences = {}; // of fields
  private int numberCount;
  private int textCount;
  private int presenceCount;

  /** Of each slot its number or text; of each text its slot. */
  private NeighbourColumn[] ofSlots = {};

  private int[] textSlots = {};
  private int slots;

  /**
   * The numbers and fields that a point is to be looked at for although it has no value of them.
   */
  private boolean[] marked = {};

  private int length; // of the ring
  private int[] held = {}; // of each stretch, how many points were put there
  private long next; // the number of the point to be put next

  /** The newest point that had each field. */
  private long[] lastWith = {};

  /**
   * @param most R
   */
  NeighbourIndex(Encoder encoder, Memory memory, int most) {
    this.encoder = encoder;
    this.memory = memory;
    this.most = most;
  }

  /** How many of the newest points count, where rows have so many slots. */
  static int points(int most, int slots) {
    return Math.min(most, Math.max(LEAST_POINTS, MOST_VALUES / Math.max(1, slots)));
  }

  /** The number of the oldest point that counts. */
  long oldest() {
    return Math.max(memory.oldest(), memory.count() - points(most, encoder.slots()));
  }

  /** Takes over what has come into the memory. */
  void follow() {
    long oldest = oldest();
    int wanted = (points(most, encoder.slots()) + STRETCH - 1) / STRETCH + 1;
    if (length < wanted * STRETCH || length > 2 * wanted * STRETCH || next > memory.count()) {
      begin(wanted, oldest);
    } else if (next < oldest) {
      begin(length / STRETCH, oldest);
    }
    addSlots();
    for (; next < memory.count(); next++) {
      put(next);
    }
  }

  /** Begins anew. */
  private void begin(int stretches, long oldest) {
    length = stretches * STRETCH;
    held = new int[stretches];
    Arrays.fill(lastWith, -1);
    numberCount = 0;
    textCount = 0;
    presenceCount = 0;
    slots = 0;
    next = oldest;
  }

  /** Makes columns for slots and fields that are new; the points that are there have none. */
  private void addSlots() {
    if (slots == encoder.slots()) {
      return;
    }
    boolean empty = !isEmpty();
    int fields = encoder.mayBeMissing();
    if (fields > presences.length) {
      presences = Arrays.copyOf(presences, 2 * fields);
      int before = lastWith.length;
      lastWith = Arrays.copyOf(lastWith, 2 * fields);
      Arrays.fill(lastWith, before, lastWith.length, -1);
    }
    for (; presenceCount < fields; presenceCount++) {
      presences[presenceCount] = new NeighbourColumn.Presence(length, STRETCH, empty);
    }
    if (encoder.slots() > ofSlots.length) {
      int room = 2 * encoder.slots();
      ofSlots = Arrays.copyOf(ofSlots, room);
      numbers = Arrays.copyOf(numbers, room);
      texts = Arrays.copyOf(texts, room);
      textSlots = Arrays.copyOf(textSlots, room);
      marked = Arrays.copyOf(marked, room);
    }
    Arrays.fill(ofSlots, slots, encoder.slots(), null);
    for (; numberCount < encoder.numbers(); numberCount++) {
      int slot = encoder.numberSlot(numberCount);
      numbers[numberCount] = new NeighbourColumn.Numbers(numberCount, length, STRETCH, empty);
      ofSlots[slot] = numbers[numberCount];
      marked[slot] = empty;
    }
    for (; slots < encoder.slots(); slots++) {
      if (ofSlots[slots] == null) {
        texts[textCount] = new NeighbourColumn.Texts(length, STRETCH);
        ofSlots[slots] = texts[textCount];
        marked[slots] = true;
        textSlots[textCount++] = slots;
      }
    }
  }

  private boolean isEmpty() {
    for (int points : held) {
      if (points > 0) {
        return false;
      }
    }
    return true;
  }

  private void put(long number) {
    int place = place(number);
    int stretch = place / STRETCH;
    if (place % STRETCH == 0) {
      beginStretch(stretch);
    }
    held[stretch]++;
    double[] rows = memory.rows(number);
    int from = memory.row(number);
    for (int slot = 0; slot < slots; slot++) {
      double x = rows[from + slot];
      if (!Double.isNaN(x)) {
        put(place, slot, x, number);
      } else if (!marked[slot]) {
        ((NeighbourColumn.Numbers) ofSlots[slot]).miss(place);
        marked[slot] = true;
      }
    }
    for (int field = 0; field < presenceCount; field++) {
      if (lastWith[field] != number && presences[field].flags == null) {
        presences[field].miss(place);
      }
    }
  }

  private void put(int place, int slot, double x, long number) {
    int field = encoder.slotField(slot);
    if (field < presenceCount && lastWith[field] != number) {
      lastWith[field] = number;
      presences[field].put(place);
    }
    if (ofSlots[slot] instanceof NeighbourColumn.Numbers column) {
      if (Double.isFinite(x)) {
        column.put(place, x);
      } else if (!marked[slot]) {
        column.miss(place);
        marked[slot] = true;
      }
    } else if (x >= 0) {
      ((NeighbourColumn.Texts) ofSlots[slot]).put(place, (int) x);
    }
  }

  private void beginStretch(int stretch) {
    held[stretch] = 0;
    for (int slot = 0; slot < slots; slot++) {
      ofSlots[slot].begin(stretch);
    }
    for (int field = 0; field < presenceCount; field++) {
      presences[field].begin(stretch);
    }
  }

  /** The place of a point. */
  int place(long number) {
    return (int) (number % length);
  }

  /** Places of the ring. */
  int length() {
    return length;
  }

  /** How many points were put in a stretch. */
  int held(int stretch) {
    return held[stretch];
  }

  int numbers() {
    return numberCount;
  }

  NeighbourColumn.Numbers number(int n) {
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
