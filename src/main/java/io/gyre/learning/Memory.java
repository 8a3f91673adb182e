package io.gyre.learning;

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
 * newest of them, a replayed point any of them. D features each, as they came, unscaled.
 *
 * <p>Points are numbered from 0 in the order in which they came, and known by that number; the
 * memory holds those from {@link #oldest} to before {@link #count}. Not thread-safe.
 */
public final class Memory {

  /** A block is stored when one of its points is new: points that come together share one. */
  private static final int LEAST_BLOCK_BYTES = 1_024;

  private static final int MOST_BLOCK_BYTES = 64 << 10;
  private static final int BLOCKS = 4_096;

  /** So many points are hashed together, once. */
  private static final int HASHED = 256;

  private final int capacity; // R
  private final int features; // D
  private final int pointsOfBlock;
  private final int blockShift;
  private final double[] values; // one point a row; slots, a multiple of a block
  private final int[] labels;
  private final Block[] blocks;
  private final byte[][] hashes;
  private final long[] hashed;
  private final Head head = new Head();
  private long count;
  private long first; // the oldest that was ever held
  private int next; // the slot of the next point

  /**
   * @param capacity R, 0 or more
   * @param features D, 1 or more
   * @throws ArithmeticException when an array would need more numbers than Java's arrays hold
   */
  public Memory(int capacity, int features) {
    this.capacity = capacity;
    this.features = features;
    long pointBytes = (long) features * Double.BYTES + Integer.BYTES;
    long blockBytes = capacity * pointBytes / BLOCKS;
    blockBytes = Math.max(LEAST_BLOCK_BYTES, Math.min(MOST_BLOCK_BYTES, blockBytes));
    // A power of two, since every point that is added has to find its block.
    pointsOfBlock = Integer.highestOneBit((int) Math.max(1, blockBytes / pointBytes));
    blockShift = Integer.numberOfTrailingZeros(pointsOfBlock);
    // One block more than points need: the oldest and the newest block are seldom full.
    blocks = new Block[capacity == 0 ? 0 : (capacity - 1) / pointsOfBlock + 2];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(i);
    }
    int slots = Math.multiplyExact(blocks.length, pointsOfBlock);
    values = new double[Math.multiplyExact(slots, features)];
    labels = new int[slots];
    hashes = new byte[capacity / HASHED + 2][];
    hashed = new long[hashes.length];
    Arrays.fill(hashed, -1);
  }

  /** R, how many points are held at most. */
  public int capacity() {
    return capacity;
  }

  /** D. */
  public int features() {
    return features;
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
    return labels[slot(number)];
  }

  /** Feature d of a point that is held. */
  public double feature(long number, int d) {
    return values[slot(number) * features + d];
  }

  /**
   * Copies points that are held.
   *
   * @param numbers of n points, not modified
   * @param x filled: D×n, one point a column
   * @param y filled: n labels
   */
  void gather(long[] numbers, int n, double[] x, int[] y) {
    for (int j = 0; j < n; j++) {
      int slot = slot(numbers[j]);
      y[j] = labels[slot];
      for (int d = 0, i = slot * features; d < features; d++, i++) {
        x[d * n + j] = values[i];
      }
    }
  }

  /** Where a point lies that is held; a division, which is slow, is not needed. */
  private int slot(long number) {
    int slot = next - (int) (count - number);
    return slot < 0 ? slot + labels.length : slot;
  }

  private void seek(long newCount) {
    count = newCount;
    next = labels.length == 0 ? 0 : (int) (count % labels.length);
  }

  /**
   * Adds a point, in the place of the oldest one if all are taken.
   *
   * @param x D features, copied
   */
  public void add(double[] x, int label) {
    if (capacity > 0) {
      System.arraycopy(x, 0, values, next * features, features);
      labels[next] = label;
      blocks[next >> blockShift].changes++;
      next = next + 1 == labels.length ? 0 : next + 1;
    }
    count++;
    head.changes++;
  }

  /**
   * Makes a memory of another capacity, with the newest points of this.
   *
   * @throws ArithmeticException when an array would need more numbers than Java's arrays hold
   */
  public Memory withCapacity(int other) {
    Memory memory = new Memory(other, features);
    memory.first = Math.max(oldest(), count - other);
    memory.seek(memory.first);
    double[] x = new double[features];
    for (long number = memory.first; number < count; number++) {
      System.arraycopy(values, slot(number) * features, x, 0, features);
      memory.add(x, label(number));
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
      int slot = slot(number);
      out.putInt(labels[slot]);
      for (int d = 0; d < features; d++) {
        out.putDouble(values[slot * features + d]);
      }
    }
  }

  /** Everything that is remembered: how many points came, and blocks of points. */
  public List<StatePart> state() {
    List<StatePart> parts = new ArrayList<>();
    parts.add(head);
    parts.addAll(Arrays.asList(blocks));
    return parts;
  }

  /** How many points came, and how they lie in blocks. */
  private final class Head implements StatePart {

    private long changes;

    @Override
    public String name() {
      return "memory";
    }

    @Override
    public long changes() {
      return changes;
    }

    @Override
    public void write(StateWriter out) {
      out.putInt(capacity).putLong(count).putLong(first);
    }

    @Override
    public void read(StateReader in, int version) {
      int stored = in.getInt();
      if (stored != capacity) {
        throw new DamagedStateException(
            "it holds %d points, expected %d".formatted(stored, capacity));
      }
      seek(in.getLong());
      first = in.getLong();
      Arrays.fill(hashed, -1);
    }
  }

  /**
   * A stretch of successive points; when all blocks are taken, the oldest one's place is taken by
   * the newest.
   */
  private final class Block implements StatePart {

    private final int index;
    private long changes;

    Block(int index) {
      this.index = index;
    }

    @Override
    public String name() {
      return "memory/" + index;
    }

    @Override
    public long changes() {
      return changes;
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
      int bytes = points() * (Integer.BYTES + features * Double.BYTES);
      if (first != first() || in.remaining() != bytes) {
        throw new DamagedStateException(
            "it holds %d bytes from point %d on, expected %d from point %d on"
                .formatted(in.remaining(), first, bytes, first()));
      }
      double[] x = new double[features];
      int from = index * pointsOfBlock;
      for (int slot = from, end = from + points(); slot < end; slot++) {
        labels[slot] = in.getInt();
        in.getDoubles(x);
        System.arraycopy(x, 0, values, slot * features, features);
      }
    }
  }
}
