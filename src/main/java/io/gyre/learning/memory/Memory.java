package io.gyre.learning.memory;

import io.gyre.encoding.Encoder;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last R labelled points of a partition, which all its learners share: a pending batch is the
 * newest of them, a replayed point any of them. Each is the row that {@link Encoder} made of it; a
 * row that is shorter than others has no values in the slots that have come since.
 *
 * <p>Slots lie in one array as far as that has room for them in all rows. Of those beyond a row
 * keeps the values that it has: what is remembered does not depend on how many points are.
 *
 * <p>Points are numbered from 0 in the order in which they came, and known by that number; the
 * memory holds those from {@link #oldest} to before {@link #count}. Not thread-safe.
 */
public final class Memory {

  /** A block is stored when one of its points is new: points that come together share one. */
  private static final int LEAST_BLOCK_BYTES = 1_024;

  private static final int MOST_BLOCK_BYTES = 64 << 10;
  private static final int BLOCKS = 4_096;

  private static final int PAIR_BYTES = Integer.BYTES + Double.BYTES;

  /** So many points are hashed together, once. */
  private static final int HASHED = 256;

  /** The most numbers in the array of all rows: 1 GiB, of which half is room for more slots. */
  private static final int MOST_NUMBERS = Integer.MAX_VALUE / 16;

  private static final int[] NO_SLOTS = {};

  private int capacity; // R
  private int mostNear; // slots that all rows have room for
  private int slots; // of a row
  private int near; // those of them that lie in the array
  private int stride; // room for slots
  private int pointsOfBlock;
  private int blockShift;
  private double[] values; // one point a row; places, a multiple of a block
  private int[][] farSlots = {}; // of each place those beyond that have a value; empty if none is
  private double[][] farValues = {};
  private double[] wide = {}; // a whole row
  private int[] labels;
  private Block[] blocks;
  private byte[][] hashes;
  private long[] hashed;
  private final Head head = new Head();
  private long count;
  private long first; // the oldest that was ever held
  private int next; // the place of the next point

  /**
   * @param capacity R, 0 or more
   * @param slots of a row, 0 or more
   * @throws ArithmeticException when an array would need more numbers than Java's arrays hold
   */
  public Memory(int capacity, int slots) {
    this(capacity, slots, MOST_NUMBERS);
  }

  /**
   * @param mostNear so many slots at most lie in one array for all rows
   */
  public Memory(int capacity, int slots, int mostNear) {
    this.mostNear = mostNear;
    size(capacity);
    layOut(slots, pointsOfBlock(slots));
  }

  private void size(int points) {
    capacity = points;
    mostNear = Math.min(mostNear, Math.max(1, MOST_NUMBERS / Math.max(1, points)));
    hashes = new byte[points / HASHED + 2][];
    hashed = new long[hashes.length];
    Arrays.fill(hashed, -1);
  }

  /** A power of two, since every point that is added has to find its block. */
  private int pointsOfBlock(int width) {
    long pointBytes = (long) width * Double.BYTES + Integer.BYTES;
    long blockBytes = capacity * pointBytes / BLOCKS;
    blockBytes = Math.max(LEAST_BLOCK_BYTES, Math.min(MOST_BLOCK_BYTES, blockBytes));
    return Integer.highestOneBit((int) Math.max(1, blockBytes / pointBytes));
  }

  /** Makes room for rows so wide, which all are empty. */
  private void layOut(int width, int ofBlock) {
    slots = width;
    near = Math.min(width, mostNear);
    stride = near;
    pointsOfBlock = ofBlock;
    blockShift = Integer.numberOfTrailingZeros(pointsOfBlock);
    // One block more than points need: the oldest and the newest block are seldom full.
    blocks = new Block[capacity == 0 ? 0 : (capacity - 1) / pointsOfBlock + 2];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(i);
    }
    labels = new int[Math.multiplyExact(blocks.length, pointsOfBlock)];
    values = new double[Math.multiplyExact(labels.length, stride)];
    Arrays.fill(values, Double.NaN);
    farSlots = new int[0][];
    farValues = new double[0][];
    addFar();
    seek(count);
  }

  /** Makes room for values beyond those that all rows have room for, if there are such slots. */
  private void addFar() {
    if (slots > near && farSlots.length == 0) {
      farSlots = new int[labels.length][];
      Arrays.fill(farSlots, NO_SLOTS);
      farValues = new double[labels.length][0];
    }
  }

  /** Makes rows wider, if they are not as wide by now; the new slots of those held are empty. */
  public void widen(int width) {
    if (width <= slots) {
      return;
    }
    if (count == first) {
      layOut(width, pointsOfBlock(width));
      head.changed();
      return;
    }
    int nearer = Math.min(width, mostNear);
    if (nearer > stride) {
      int wider = Math.min(mostNear, Math.max(nearer, stride + stride / 2));
      double[] copy = new double[Math.multiplyExact(labels.length, wider)];
      Arrays.fill(copy, Double.NaN);
      for (int i = 0; i < labels.length; i++) {
        System.arraycopy(values, i * stride, copy, i * wider, near);
      }
      values = copy;
      stride = wider;
    }
    slots = width;
    near = nearer;
    addFar();
  }

  /** R, how many points are held at most. */
  public int capacity() {
    return capacity;
  }

  /** How many slots a row has. */
  public int slots() {
    return slots;
  }

  /** How many points ever came, which is the next point's number. */
  public long count() {
    return count;
  }

  /** The number of the oldest point that is held. */
  public long oldest() {
    return Math.max(first, count - capacity);
  }

  /** The label of a point that is held. */
  public int label(long number) {
    return labels[place(number)];
  }

  /** The value in a slot of a point that is held; NaN if there is none. */
  public double value(long number, int slot) {
    int place = place(number);
    return slot < near ? values[place * stride + slot] : far(place, slot);
  }

  private double far(int place, int slot) {
    int i = Arrays.binarySearch(farSlots[place], slot);
    return i < 0 ? Double.NaN : farValues[place][i];
  }

  /**
   * An array with the row of a point that is held, from {@link #row} on; not to be modified, and
   * valid until the next call.
   */
  public double[] rows(long number) {
    return slots == near ? values : wide(place(number));
  }

  /** Where in {@link #rows} the row of a point that is held begins. */
  public int row(long number) {
    return slots == near ? place(number) * stride : 0;
  }

  /**
   * Marks the numbers that a point has which is held.
   *
   * @param encoder says in which slot a number lies
   * @param n how many numbers there are
   * @param marks those of numbers that it has are set
   */
  public void markPresent(long number, Encoder encoder, int n, boolean[] marks) {
    double[] rows = rows(number);
    int row = row(number);
    for (int d = 0; d < n; d++) {
      if (!marks[d]) {
        marks[d] = Double.isFinite(rows[row + encoder.numberSlot(d)]);
      }
    }
  }

  private double[] wide(int place) {
    if (wide.length < slots) {
      wide = new double[slots + slots / 2];
    }
    System.arraycopy(values, place * stride, wide, 0, near);
    Arrays.fill(wide, near, slots, Double.NaN);
    for (int i = 0; i < farSlots[place].length; i++) {
      wide[farSlots[place][i]] = farValues[place][i];
    }
    return wide;
  }

  /** Sets all values of the row at a place. */
  private void put(int place, double[] row) {
    System.arraycopy(row, 0, values, place * stride, near);
    if (slots > near) {
      int present = 0;
      for (int slot = near; slot < slots; slot++) {
        present += Double.isNaN(row[slot]) ? 0 : 1;
      }
      farSlots[place] = present == 0 ? NO_SLOTS : new int[present];
      farValues[place] = new double[present];
      for (int slot = near, i = 0; i < present; slot++) {
        if (!Double.isNaN(row[slot])) {
          farSlots[place][i] = slot;
          farValues[place][i++] = row[slot];
        }
      }
    }
  }

  /** Where a point lies that is held; a division, which is slow, is not needed. */
  private int place(long number) {
    int place = next - (int) (count - number);
    return place < 0 ? place + labels.length : place;
  }

  private void seek(long newCount) {
    count = newCount;
    next = labels.length == 0 ? 0 : (int) (count % labels.length);
  }

  /**
   * Adds a point, in the place of the oldest one if all are taken.
   *
   * @param row as many numbers as there are slots, or more; copied
   */
  public void add(double[] row, int label) {
    if (capacity > 0) {
      put(next, row);
      labels[next] = label;
      blocks[next >> blockShift].changed();
      next = next + 1 == labels.length ? 0 : next + 1;
    }
    count++;
    head.changed();
  }

  /**
   * Makes a memory of another capacity, with the newest points of this.
   *
   * @throws ArithmeticException when an array would need more numbers than Java's arrays hold
   */
  public Memory withCapacity(int other) {
    Memory memory = new Memory(other, slots);
    memory.first = Math.max(oldest(), count - other);
    memory.seek(memory.first);
    double[] row = new double[slots];
    for (long number = memory.first; number < count; number++) {
      System.arraycopy(rows(number), row(number), row, 0, slots);
      memory.add(row, label(number));
    }
    return memory;
  }

  /**
   * Adds the newest points to a hash, so that equal points give equal hashes wherever they lie and
   * whatever R is. Points are hashed in groups, each once.
   *
   * @param points how many of the newest, at most those that are held
   */
  public void update(MessageDigest digest, int points) {
    StateWriter out = new StateWriter();
    long first = count - points;
    for (long number = first; number < count; ) {
      long end = Math.min(count, (number / HASHED + 1) * HASHED);
      if (end - number == HASHED) {
        digest.update(hash(number, out));
      } else {
        write(out.clear(), number, end);
        out.update(digest);
      }
      number = end;
    }
  }

  /** The hash of a whole group. */
  private byte[] hash(long number, StateWriter out) {
    int at = (int) (number / HASHED % hashes.length);
    if (hashed[at] != number) {
      write(out.clear(), number, number + HASHED);
      hashes[at] = Sha256.of(out);
      hashed[at] = number;
    }
    return hashes[at];
  }

  private void write(StateWriter out, long from, long to) {
    for (long number = from; number < to; number++) {
      out.putInt(label(number));
      writeRow(out, rows(number), row(number));
    }
  }

  /**
   * Either all values up to the last, or pairs of slot and value if that is shorter: what is
   * written does not depend on slots that have come since.
   */
  private void writeRow(StateWriter out, double[] rows, int from) {
    int width = 0;
    int present = 0;
    for (int i = 0; i < slots; i++) {
      if (!Double.isNaN(rows[from + i])) {
        width = i + 1;
        present++;
      }
    }
    if (present * PAIR_BYTES < width * Double.BYTES) {
      out.putInt(-present);
      for (int i = 0; i < width; i++) {
        if (!Double.isNaN(rows[from + i])) {
          out.putInt(i).putDouble(rows[from + i]);
        }
      }
    } else {
      out.putInt(width).putDoubles(rows, from, width);
    }
  }

  private void readRow(StateReader in, double[] row) {
    Arrays.fill(row, Double.NaN);
    int width = in.getInt();
    for (int i = 0; i < Math.abs((long) width); i++) {
      int slot = width < 0 ? in.getInt() : i;
      if (slot < 0 || slot >= slots) {
        throw new DamagedStateException(
            "it has a value in slot %d, expected one of %d".formatted(slot, slots));
      }
      row[slot] = in.getDouble();
    }
  }

  /**
   * Everything that is remembered: how many points came, and blocks of points. When parts are read
   * the first is to be read before the others are asked for; other blocks take their place when an
   * empty memory is widened.
   */
  public List<StatePart> state() {
    List<StatePart> parts = new ArrayList<>();
    parts.add(head);
    parts.addAll(Arrays.asList(blocks));
    return parts;
  }

  /** How many points came, and how they lie in blocks. */
  private final class Head extends StatePart {

    Head() {
      super("memory");
    }

    @Override
    public void write(StateWriter out) {
      out.putInt(capacity).putLong(count).putLong(first).putInt(pointsOfBlock);
    }

    @Override
    public void read(StateReader in, int version) {
      int stored = in.getInt();
      if (stored < 0) {
        throw new DamagedStateException("it holds %d points".formatted(stored));
      }
      size(stored);
      count = in.getLong();
      first = in.getLong();
      int ofBlock = in.getInt();
      if (Integer.bitCount(ofBlock) != 1) {
        throw new DamagedStateException("its blocks hold %d points".formatted(ofBlock));
      }
      layOut(slots, ofBlock);
    }
  }

  /**
   * A stretch of successive points; when all blocks are taken, the oldest one's place is taken by
   * the newest.
   */
  private final class Block extends StatePart {

    private final int index;

    Block(int index) {
      super("memory/" + index);
      this.index = index;
    }

    /** The number of the first point of the newest stretch that has this place; below 0: none. */
    private long first() {
      long newest = Math.floorDiv(count - 1, (long) pointsOfBlock);
      long here = newest - Math.floorMod(newest - index, (long) blocks.length);
      return here * pointsOfBlock;
    }

    private int points() {
      return (int) Math.min(pointsOfBlock, count - first());
    }

    @Override
    public boolean present() {
      long first = first();
      return first >= 0 && first < count && first + points() > oldest();
    }

    @Override
    public void write(StateWriter out) {
      long first = first();
      out.putLong(first);
      Memory.this.write(out, first, first + points());
    }

    @Override
    public void read(StateReader in, int version) {
      long first = in.getLong();
      if (first != first()) {
        throw new DamagedStateException(
            "it begins at point %d, expected point %d".formatted(first, first()));
      }
      int begin = index * pointsOfBlock;
      double[] row = new double[slots];
      for (int place = begin, end = begin + points(); place < end; place++) {
        labels[place] = in.getInt();
        readRow(in, row);
        put(place, row);
      }
    }
  }
}
