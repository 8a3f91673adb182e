package io.gyre.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A point as learners see it: a value for each slot, NaN for none, and what was found of it once
 * for all who ask. It belongs to whoever asks, and is filled again for the next point, by {@link
 * RowMaker} or from a memory; nobody else sees it.
 *
 * <p>A point has two views: it is predicted with the columns and the scale that were learned before
 * it, and learned with those that know it. {@link #renew} lies between them. Not thread-safe.
 */
public final class Row {

  private static final long NEVER = -1;

  private double[] own = {};
  private double[] values = own;
  private long version;

  // Found by the encoder: the columns that are 1, and those of words.
  private int[] ones = {};
  private int oneCount;
  private long onesVersion = NEVER;
  private int[] words = {};
  private int wordCount;
  private long wordsVersion = NEVER;
  private double[] plain = {};
  int[] fields = {}; // scratch of the encoder

  private final List<Object> owners = new ArrayList<>();
  private final List<Object> kept = new ArrayList<>();

  /** Returns a row of such values; not copied. */
  public static Row of(double... values) {
    Row row = new Row();
    row.show(values);
    return row;
  }

  /** Returns the value of each slot, or more; not to be modified. */
  public double[] values() {
    return values;
  }

  /** Begins with another point; returns room for its values, to be filled. */
  public double[] begin(int slots) {
    own = GrowingArrays.of(own, slots);
    show(own);
    return own;
  }

  /** Shows the values of a point that are stored elsewhere, and are neither copied nor modified. */
  public void show(double[] stored) {
    values = stored;
    renew();
  }

  /** Forgets what was found of it, since columns or scale are others now. */
  public void renew() {
    version++;
  }

  /** Changes whenever the point or its view is another. */
  public long version() {
    return version;
  }

  /**
   * Returns what somebody keeps with this row, for instance results together with the {@link
   * #version} that they are of.
   *
   * @param maker makes it at the first call
   */
  @SuppressWarnings("unchecked") // an owner always asks for the same type
  public <T> T kept(Object owner, Supplier<T> maker) {
    for (int i = 0; i < owners.size(); i++) {
      if (owners.get(i) == owner) {
        return (T) kept.get(i);
      }
    }
    T made = maker.get();
    owners.add(owner);
    kept.add(made);
    return made;
  }

  /** Returns the columns that are 1, as many as {@link Encoder#ones} has found; live. */
  public int[] ones() {
    return ones;
  }

  /** Returns the columns of words, as many as {@link TextFields#words(Row)} has found; live. */
  public int[] words() {
    return words;
  }

  int ones(Encoder encoder) {
    if (onesVersion != version) {
      ones = GrowingArrays.of(ones, encoder.mostActive());
      oneCount = encoder.findActive(this, ones);
      onesVersion = version;
    }
    return oneCount;
  }

  int words(TextFields texts) {
    if (wordsVersion != version) {
      words = GrowingArrays.of(words, texts.mostWords());
      wordCount = 0;
      for (int i = 0; i < texts.size(); i++) {
        wordCount += texts.wordsOf(i, this, words, wordCount);
      }
      wordsVersion = version;
    }
    return wordCount;
  }

  double[] roomForPlain(int slots) {
    plain = GrowingArrays.of(plain, slots);
    return plain;
  }
}
