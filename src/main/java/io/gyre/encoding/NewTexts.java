package io.gyre.encoding;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The last texts of a field that have no column, as hashes, to tell which come again. A text that
 * never does, like an id, tells nothing about other points; neither does one that repeats only in
 * succession, like the time if there are many points a second.
 *
 * <p>A text comes again if it is among the last {@value #KEPT} without a column, and {@value
 * #APART} others came in between: those that were new, and each time one that has a column, since
 * the last new one. The oldest {@value #APART} need not wait: there may be no others. Two texts
 * with the same {@link String#hashCode} count as one. Not thread-safe.
 */
final class NewTexts {

  static final int KEPT = 1_024;
  static final int APART = 8;

  /** In the order in which they came; null before the first. */
  private int[] hashes;

  private int count;

  /** Counts texts with a column since the last new one, {@value #APART} at most. */
  private int others;

  boolean isEmpty() {
    return count == 0;
  }

  /** Tells whether a text is known to come again; where it is not there, it is added. */
  boolean comesAgain(String text) {
    int hash = text.hashCode();
    int place = 0;
    while (place < count && hashes[place] != hash) {
      place++;
    }
    if (place == count) {
      add(hash);
      return false;
    }
    return place < APART || count - 1 - place + others >= APART;
  }

  private void add(int hash) {
    if (hashes == null) {
      hashes = new int[KEPT];
    }
    if (count == KEPT) {
      System.arraycopy(hashes, 1, hashes, 0, --count);
    }
    hashes[count++] = hash;
    others = 0;
  }

  /** Counts a text with a column; returns whether that changed anything. */
  boolean addOther() {
    if (isEmpty() || others == APART) {
      return false;
    }
    others++;
    return true;
  }

  void write(StateWriter out) {
    out.putInt(others).putInt(count);
    for (int i = 0; i < count; i++) {
      out.putInt(hashes[i]);
    }
  }

  void read(StateReader in) {
    int stored = in.getInt();
    int texts = in.getCount();
    if (stored < 0 || stored > APART || texts > KEPT) {
      throw new DamagedStateException(
          "%d new texts and %d others, expected at most %d and %d"
              .formatted(texts, stored, KEPT, APART));
    }
    for (int i = 0; i < texts; i++) {
      add(in.getInt());
    }
    others = stored;
  }
}
