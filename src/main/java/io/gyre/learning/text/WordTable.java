package io.gyre.learning.text;

import io.gyre.data.text.TextTokens;
import io.gyre.learning.LearnerSize;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The numbers that a learner has for each column of words: an entry of A arrays of M numbers, made
 * when the first text with such a word is learned. There are {@link TextTokens#COLUMNS} columns, or
 * half of that, a quarter, … if they would be more than {@link LearnerSize#MOST_NUMBERS} numbers;
 * then words share an entry. Not thread-safe.
 */
public final class WordTable {

  private static final int BLOCKS = 64;

  private int arrays; // A
  private int width; // M
  private int size = TextTokens.COLUMNS;
  private double[][][] entries = {}; // by column
  private long used; // a bit for each block that has an entry
  private final Block[] blocks = new Block[BLOCKS];

  /** Makes an empty table. */
  public WordTable(int arrays, int width) {
    Arrays.setAll(blocks, Block::new);
    reset(arrays, width);
  }

  /** Forgets all entries. */
  public void reset(int newArrays, int newWidth) {
    arrays = newArrays;
    width = newWidth;
    size = TextTokens.COLUMNS;
    while ((long) size * arrays * width > LearnerSize.MOST_NUMBERS) {
      size /= 2;
    }
    entries = new double[0][][];
    for (Block block : blocks) {
      block.changed();
    }
    used = 0;
  }

  /** Returns the column whose entry a word has: the word's own, unless there is no room. */
  public int column(int word) {
    return word & (size - 1);
  }

  /** Returns the entry of a column, not to be modified; null if nothing was learned. */
  public double[][] get(int column) {
    return column < entries.length ? entries[column] : null;
  }

  /** Returns the entry of a column, to be modified; one that is new is all 0. */
  public double[][] change(int column) {
    if (entries.length == 0) {
      entries = new double[size][][];
    }
    int block = column / (size / BLOCKS);
    blocks[block].changed();
    if (entries[column] == null) {
      entries[column] = new double[arrays][width];
      used |= 1L << block;
    }
    return entries[column];
  }

  /**
   * Makes the arrays longer, with zeros. If two words share an entry now that did not before, its
   * numbers are their sums.
   *
   * @param newWidth no less than M
   * @param from the place of the first number in its new array
   */
  public void widen(int newWidth, int from) {
    double[][][] before = entries;
    reset(arrays, newWidth);
    for (int column = 0; column < before.length; column++) {
      for (int a = 0; before[column] != null && a < arrays; a++) {
        double[] to = change(column(column))[a];
        for (int m = 0; m < before[column][a].length; m++) {
          to[from + m] += before[column][a][m];
        }
      }
    }
  }

  /** Returns the first array of each entry, by column. */
  public Map<Integer, double[]> first() {
    Map<Integer, double[]> all = new TreeMap<>();
    for (int column = 0; column < entries.length; column++) {
      if (entries[column] != null) {
        all.put(column, entries[column][0]);
      }
    }
    return all;
  }

  /**
   * Returns a bit for each part of the state that there is, for a part of the owner that is always
   * there, and changes whenever it learns.
   */
  public long used() {
    return used;
  }

  /** Forgets all entries, and expects the parts of a state: those that were {@link #used}. */
  public void expect(long parts, int newArrays, int newWidth) {
    reset(newArrays, newWidth);
    used = parts;
  }

  /** Returns all its state but {@link #used}. */
  public List<StatePart> state() {
    return List.of(blocks);
  }

  private static void requireEnd(StateReader in) {
    if (in.remaining() > 0) {
      throw new DamagedStateException("%d bytes are left over".formatted(in.remaining()));
    }
  }

  /** A stretch of columns. */
  private final class Block extends StatePart {

    private final int index;

    Block(int index) {
      super("words/" + index);
      this.index = index;
    }

    @Override
    public boolean present() {
      return (used & 1L << index) != 0;
    }

    @Override
    public void write(StateWriter out) {
      int first = index * (size / BLOCKS);
      double[][][] all = entries.length == 0 ? new double[size][][] : entries;
      double[][][] own = Arrays.copyOfRange(all, first, first + size / BLOCKS);
      out.putInt((int) Arrays.stream(own).filter(Objects::nonNull).count());
      for (int i = 0; i < own.length; i++) {
        double[][] entry = own[i];
        if (entry != null) {
          out.putInt(i);
          for (double[] array : entry) {
            out.putDoubles(array);
          }
        }
      }
    }

    @Override
    public void read(StateReader in, int version) {
      int first = index * (size / BLOCKS);
      for (int left = in.getCount(); left > 0; left--) {
        int i = in.getInt();
        if (i < 0 || i >= size / BLOCKS || get(first + i) != null) {
          throw new DamagedStateException("word %d of the block".formatted(i));
        }
        for (double[] array : change(first + i)) {
          in.getDoubles(array);
        }
      }
      requireEnd(in);
    }
  }
}
