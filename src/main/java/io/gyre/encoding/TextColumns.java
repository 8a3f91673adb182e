package io.gyre.encoding;

import io.gyre.data.text.TextTokens;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.Map;

/**
 * The slots of a field that is text: those of its words, {@value #PER_SLOT} in each, and those of
 * its numbers, which are fields of their own. As many slots as the longest text so far needs.
 */
final class TextColumns {

  /** 51 bits in all, which a double holds exactly. */
  private static final int PER_SLOT = 3;

  private static final int BITS = 17;

  static final int MOST_SLOTS = TextTokens.MOST / PER_SLOT;

  private final String path;
  private int[] slots = {};
  private int count;

  /** The fields of {@link TextTokens#NUMBERS}; null where the records have such a field. */
  final FieldColumns[] numbers = new FieldColumns[TextTokens.NUMBERS.length];

  TextColumns(String path) {
    this.path = path;
  }

  int slots() {
    return count;
  }

  int mostWords() {
    return count * PER_SLOT;
  }

  /** Returns the slot of each number of the text. */
  int[] numberSlots() {
    return Arrays.stream(numbers)
        .mapToInt(field -> field == null ? FieldColumns.NONE : field.numberSlot)
        .toArray();
  }

  void addSlot(int slot) {
    slots = GrowingArrays.of(slots, count + 1);
    slots[count++] = slot;
  }

  /** Returns the number of slots that a text needs. */
  static int slots(TextTokens text) {
    return (text.count() + PER_SLOT - 1) / PER_SLOT;
  }

  /** Puts the words that there is room for, and the numbers of a text, into a row. */
  void put(TextTokens text, double[] row) {
    putWords(text, row);
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != null && numbers[i].numberSlot != FieldColumns.NONE) {
        row[numbers[i].numberSlot] = text.number(i);
      }
    }
  }

  /** Puts the words alone. */
  void putWords(TextTokens text, double[] row) {
    setWordsMissing(row);
    int[] columns = text.columns();
    for (int s = 0, i = 0; s < count && i < text.count(); s++) {
      long packed = 0;
      for (int end = i + PER_SLOT; i < end; i++) {
        packed = (packed << BITS) | (i < text.count() ? columns[i] + 1 : 0);
      }
      row[slots[s]] = packed;
    }
  }

  /** Takes all of it out of a row. */
  void setMissing(double[] row) {
    setWordsMissing(row);
    for (FieldColumns number : numbers) {
      if (number != null && number.numberSlot != FieldColumns.NONE) {
        row[number.numberSlot] = Double.NaN;
      }
    }
  }

  private void setWordsMissing(double[] row) {
    for (int s = 0; s < count; s++) {
      row[slots[s]] = Double.NaN;
    }
  }

  /** Finds the columns of a row's words; returns the place behind the last. */
  int find(double[] row, int[] to, int from) {
    int n = from;
    for (int s = 0; s < count && !Double.isNaN(row[slots[s]]); s++) {
      long packed = (long) row[slots[s]];
      for (int shift = (PER_SLOT - 1) * BITS; shift >= 0; shift -= BITS) {
        int column = (int) (packed >>> shift) & ((1 << BITS) - 1);
        if (column > 0) {
          to[n++] = column - 1;
        }
      }
    }
    return n;
  }

  /** Returns slots and those of the words. */
  int[] with(int[] others) {
    int[] all = Arrays.copyOf(others, others.length + count);
    System.arraycopy(slots, 0, all, others.length, count);
    return all;
  }

  /** Finds the fields of the numbers, after all fields were read. */
  void complete(Map<String, FieldColumns> fields) {
    for (int i = 0; i < numbers.length; i++) {
      FieldColumns field = fields.get(path + TextTokens.NUMBERS[i]);
      numbers[i] = field != null && field.isMade ? field : null;
      if (numbers[i] != null) {
        numbers[i].isOfText = true;
      }
    }
  }

  void write(StateWriter out) {
    out.putInt(count);
    for (int s = 0; s < count; s++) {
      out.putInt(slots[s]);
    }
  }

  void read(StateReader in) {
    count = in.getCount();
    if (count > MOST_SLOTS) {
      throw new DamagedStateException("words have %d slots".formatted(count));
    }
    slots = new int[count];
    for (int s = 0; s < count; s++) {
      slots[s] = in.getInt();
    }
  }
}
