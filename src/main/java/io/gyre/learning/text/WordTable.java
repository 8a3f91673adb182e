package io.gyre.learning.text;

import io.gyre.data.text.TextTokens;
import io.gyre.learning.LearnerSize;
import io.gyre.state.EntryBlocks;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers that a learner has for each column of words: an entry of A arrays of M numbers, made
 * when the first text with such a word is learned. There are {@link TextTokens#COLUMNS} columns, or
 * half of that, a quarter, … if they would be more than {@link LearnerSize#MOST_NUMBERS} numbers;
 * then words share an entry, whose weights are sums: answers change when the columns are halved.
 * Not thread-safe.
 */
public final class WordTable extends EntryBlocks<double[][]> {

  private int arrays; // A
  private int width; // M

  /** Makes an empty table. */
  public WordTable(int arrays, int width) {
    super("words/", TextTokens.COLUMNS);
    reset(arrays, width);
  }

  /** Forgets all entries, for others of this shape. */
  public void reset(int newArrays, int newWidth) {
    arrays = newArrays;
    width = newWidth;
    int columns = TextTokens.COLUMNS;
    while ((long) columns * arrays * width > LearnerSize.MOST_NUMBERS) {
      columns /= 2;
    }
    reset(columns);
  }

  /** Returns the column whose entry a word has: the word's own, unless there is no room. */
  public int column(int word) {
    return word & (size() - 1);
  }

  /** Returns the entry of a column, to be modified; one that is new is all 0. */
  public double[][] change(int column) {
    double[][] entry = get(column);
    if (entry == null) {
      entry = new double[arrays][width];
      put(column, entry);
    } else {
      changed(column);
    }
    return entry;
  }

  /**
   * Makes the arrays longer, with zeros. If two words share an entry now that did not before, its
   * numbers are their sums.
   *
   * @param newWidth no less than M
   * @param from the place of the first number in its new array
   */
  public void widen(int newWidth, int from) {
    Map<Integer, double[][]> before = new TreeMap<>();
    for (int column = 0; used() != 0 && column < size(); column++) {
      if (get(column) != null) {
        before.put(column, get(column));
      }
    }
    reset(arrays, newWidth);
    before.forEach(
        (column, entry) -> {
          double[][] to = change(column(column));
          for (int a = 0; a < arrays; a++) {
            for (int m = 0; m < entry[a].length; m++) {
              to[a][from + m] += entry[a][m];
            }
          }
        });
  }

  @Override
  protected void write(StateWriter out, double[][] entry) {
    for (double[] array : entry) {
      out.putDoubles(array);
    }
  }

  @Override
  protected double[][] read(StateReader in) {
    double[][] entry = new double[arrays][width];
    for (double[] array : entry) {
      in.getDoubles(array);
    }
    return entry;
  }
}
