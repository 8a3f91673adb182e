package io.gyre.learning.memory;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
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
 * newest of them, a replayed point any of them. Each is the row that {@link Encoder} made of it.
 *
 * <p>Each row is a separate array if there is room for all its slots. Wider rows keep what takes
 * the fewest bytes: a value for each of their first slots, then pairs of slot and value.
 *
 * <p>Points are numbered from 0 in the order in which they came; the memory holds those from {@link
 * #oldest} to before {@link #count}. Not thread-safe.
 */
public final class Memory {

  /** A block is stored when one of its points is new: points that come together share one. */
  private static final int LEAST_BLOCK_BYTES = 1_024;

  private static final int MOST_BLOCK_BYTES = 64 << 10;
  private static final int BLOCKS = 4_096;

  private static final int PAIR_BYTES = Integer.BYTES + Double.BYTES;
  private static final int HASHED = 256; // so many points are hashed together, once

  /**
   * The most numbers that all rows together have room for, whether they have them or not: 1 GiB. A
   * value in a slot beyond takes no more than a pair does.
   */
  private static final int MOST_NUMBERS = Integer.MAX_VALUE / 16;

  private static final int[] NO_SLOTS = {};

  private int capacity; // R
  private int mostWhole; // slots that all rows have room for
  private int slots; // of a row
  private int pointsOfBlock;
  private int blockShift;
  private double[][] rows; // by place, a multiple of a block: values of the first slots, and pairs'
  private int[][] pairs; // by place: the slots of the last values
  private final Row read = new Row(); // the last that was read here
  private double[] labels; // numbers of classes, or scaled amounts
  private Block[] blocks;
  private byte[][] hashes;
  private long[] hashed;
  private final Head head = new Head();
  private long count;
  private long first; // the oldest that was ever held
  private int next; // the place of the next point
  private final boolean ofAmounts;

  public Memory(int capacity, int slots, int mostWhole) {
    this(capacity, slots, mostWhole, false);
  }

  /**
   * Makes a memory of points whose labels are amounts, or numbers of classes.
   *
   * @param capacity R, 0 or more
   * @param slots of a row, 0 or more
   * @throws ArithmeticException when an array would need more numbers than Java's arrays hold
   */
  public Memory(int capacity, int slots, boolean ofAmounts) {
    this(capacity, slots, MOST_NUMBERS, ofAmounts);
  }

  private Memory(int capacity, int slots, int mostWhole, boolean ofAmounts) {
    this.ofAmounts = ofAmounts;
    this.mostWhole = mostWhole;
    size(capacity);
    layOut(slots, pointsOfBlock(slots));
  }

  private void size(int points) {
    capacity = points;
    mostWhole = Math.min(mostWhole, Math.max(1, MOST_NUMBERS / Math.max(1, points)));
    hashes = new byte[points / HASHED + 2][];
    hashed = new long[hashes.length];
    Arrays.fill(hashed, -1);
  }

  /** Returns a power of two, since every added point has to find its block. */
  private int pointsOfBlock(int width) {
    long pointBytes = (long) width * Double.BYTES + Integer.BYTES;
    long blockBytes = capacity * pointBytes / BLOCKS;
    blockBytes = Math.max(LEAST_BLOCK_BYTES, Math.min(MOST_BLOCK_BYTES, blockBytes));
    return Integer.highestOneBit((int) Math.max(1, blockBytes / pointBytes));
  }

  /** Makes room for rows of a number of slots, and forgets the present ones. */
  private void layOut(int width, int ofBlock) {
    slots = width;
    pointsOfBlock = ofBlock;
    blockShift = Integer.numberOfTrailingZeros(pointsOfBlock);
    // One block more than points need: the oldest and the newest block are seldom full.
    blocks = new Block[capacity == 0 ? 0 : (capacity - 1) / pointsOfBlock + 2];
    Arrays.setAll(blocks, Block::new);
    labels = new double[Math.multiplyExact(blocks.length, pointsOfBlock)];
    rows = new double[labels.length][0];
    pairs = new int[labels.length][];
    Arrays.fill(pairs, NO_SLOTS);
    seek(count);
  }

  /** Makes rows wider, unless they are; the new slots of held points are empty. */
  public void widen(int width) {
    if (width > slots && count == first) {
      layOut(width, pointsOfBlock(width));
      head.changed();
    }
    slots = Math.max(slots, width);
  }

  /** Returns R, the largest number of points held. */
  public int capacity() {
    return capacity;
  }

  public int slots() {
    return slots;
  }

  /** Returns the number of points so far, which is the next point's number. */
  public long count() {
    return count;
  }

  /** Returns the number of the oldest point that is held. */
  public long oldest() {
    return Math.max(first, count - capacity);
  }

  /** Returns how many of the newest points are held, at most so many. */
  public int held(int most) {
    return (int) Math.min(most, count - oldest());
  }

  /** Returns the label of a held point: the number of its class, or its scaled amount. */
  public double label(long number) {
    return labels[place(number)];
  }

  /** Returns the value in a slot of a held point; NaN for no value. */
  public double value(long number, int slot) {
    int place = place(number);
    double[] row = rows[place];
    int whole = row.length - pairs[place].length;
    if (slot < whole) {
      return row[slot];
    }
    int i = Arrays.binarySearch(pairs[place], slot);
    return i < 0 ? Double.NaN : row[whole + i];
  }

  /**
   * Shows a point that is held in a row.
   *
   * @param to filled, or it shows what is stored: valid until the next point is added
   */
  public void read(long number, Row to) {
    int place = place(number);
    double[] stored = rows[place];
    int[] at = pairs[place];
    int whole = stored.length - at.length;
    if (whole >= slots) {
      to.show(stored);
      return;
    }
    double[] wide = to.begin(slots);
    System.arraycopy(stored, 0, wide, 0, whole);
    Arrays.fill(wide, whole, slots, Double.NaN);
    for (int i = 0; i < at.length; i++) {
      wide[at[i]] = stored[whole + i];
    }
  }

  private double[] row(long number) {
    read(number, read);
    return read.values();
  }

  /** Makes the row at a place as long as there are slots, with some room. */
  private double[] whole(int place) {
    int known = rows[place].length;
    rows[place] = new double[Math.max(slots, Math.min(mostWhole, known + known / 2))];
    Arrays.fill(rows[place], slots, rows[place].length, Double.NaN);
    return rows[place];
  }

  private void put(int place, double[] row) {
    if (slots <= mostWhole) {
      double[] kept = rows[place].length >= slots ? rows[place] : whole(place);
      System.arraycopy(row, 0, kept, 0, slots);
      return;
    }
    int width = 0;
    int present = 0;
    int first = 0; // those present of the slots that all rows have room for
    for (int i = 0; i < slots; i++) {
      if (!Double.isNaN(row[i])) {
        width = i + 1;
        present++;
        first += i < mostWhole ? 1 : 0;
      }
    }
    boolean firstWhole = first * PAIR_BYTES >= mostWhole * Double.BYTES;
    int whole = firstWhole ? mostWhole : 0;
    int others = firstWhole ? present - first : present;
    if (whole * Double.BYTES + others * PAIR_BYTES >= width * Double.BYTES) {
      putWide(place, row, width, 0);
    } else {
      putWide(place, row, whole, others);
    }
  }

  private void putWide(int place, double[] row, int whole, int others) {
    if (rows[place].length != whole + others || pairs[place].length != others) {
      rows[place] = new double[whole + others];
      pairs[place] = new int[others];
    }
    System.arraycopy(row, 0, rows[place], 0, whole);
    for (int slot = whole, i = 0; i < others; slot++) {
      if (!Double.isNaN(row[slot])) {
        pairs[place][i] = slot;
        rows[place][whole + i++] = row[slot];
      }
    }
  }

  /** Returns the place of a held point, without a slow division. */
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
   * @param label the number of its class, or its scaled amount
   */
  public void add(double[] row, double label) {
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
    Memory memory = new Memory(other, slots, ofAmounts);
    memory.first = Math.max(oldest(), count - other);
    memory.seek(memory.first);
    for (long number = memory.first; number < count; number++) {
      memory.add(row(number), label(number));
    }
    return memory;
  }

  /**
   * Adds the newest points to a hash, independent of their places and of R; in groups, each hashed
   * once.
   *
   * @param points how many of the newest, at most as many as are held
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
      if (ofAmounts) {
        out.putDouble(label(number));
      } else {
        out.putInt((int) label(number));
      }
      writeRow(out, row(number));
    }
  }

  /**
   * Writes all values up to the last, or pairs of slot and value if that is shorter, whatever slots
   * have come since.
   */
  private void writeRow(StateWriter out, double[] row) {
    int width = 0;
    int present = 0;
    for (int i = 0; i < slots; i++) {
      if (!Double.isNaN(row[i])) {
        width = i + 1;
        present++;
      }
    }
    if (present * PAIR_BYTES < width * Double.BYTES) {
      out.putInt(-present);
      for (int i = 0; i < width; i++) {
        if (!Double.isNaN(row[i])) {
          out.putInt(i).putDouble(row[i]);
        }
      }
    } else {
      out.putInt(width).putDoubles(row, 0, width);
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
   * Returns all its state: the number of points, and blocks of points. To read parts, read the
   * first before asking for the others.
   */
  public List<StatePart> state() {
    List<StatePart> parts = new ArrayList<>(List.of(head));
    parts.addAll(Arrays.asList(blocks));
    return parts;
  }

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

    /** Returns the first point of the newest stretch with this place; below 0 for none. */
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
        labels[place] = ofAmounts ? in.getDouble() : in.getInt();
        readRow(in, row);
        put(place, row);
      }
    }
  }
}
