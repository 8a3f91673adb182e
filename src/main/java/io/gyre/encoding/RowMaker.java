package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.data.text.TextTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes rows of the fields of points, by what an {@link Encoder} has learned; learns nothing
 * itself. It remembers only what is quicker than to be found again: the paths and the words of the
 * last point. One for each who asks. Not thread-safe.
 */
public final class RowMaker {

  private static final int NONE = FieldColumns.NONE;

  /** A text without a column, in a slot for texts. */
  private static final double UNKNOWN = -1;

  /** A text in the slot of a field that had numbers only. */
  private static final double OTHER = Double.POSITIVE_INFINITY;

  private final Encoder encoder;
  private final Map<TextColumns, TextTokens> tokens = new HashMap<>();

  /** The last paths, which often repeat, and the number of fields then. */
  private String[] lastPaths;

  private int lastFields;

  /** A field's number and its place among these paths, each; known fields in order, then others. */
  private long[] order = {};

  private int known;

  /** Makes rows by what an encoder has learned so far, or will have. */
  public RowMaker(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Returns what it makes rows by. */
  public Encoder encoder() {
    return encoder;
  }

  /** Fills a row with a point. */
  public void fill(Fields point, Row row) {
    double[] values = row.begin(encoder.slots());
    Arrays.fill(values, 0, encoder.slots(), Double.NaN);
    find(point);
    for (int k = 0; k < known; k++) {
      FieldColumns field = field(k);
      int i = place(k);
      String text = field.text(point, i);
      if (text != null && field.words != null) {
        values[field.textSlot] = UNKNOWN;
        field.words.put(tokens(field).read(text), values);
      } else if (text != null && field.textSlot != NONE) {
        values[field.textSlot] = field.textColumn(text);
      } else if (field.numberSlot != NONE) {
        values[field.numberSlot] = text != null ? OTHER : point.number(i);
      } else if (field.textSlot != NONE && !point.missing(i)) {
        values[field.textSlot] = UNKNOWN; // One that came with the last column may have no slot.
      }
    }
  }

  /** Fills a row with a point, as {@link #fill} does, as if a word were not in its text. */
  public void fillWithout(TextFields.Word word, Fields point, Row row) {
    fill(point, row);
    FieldColumns field = encoder.field(point.path(word.field()));
    TextTokens read = tokens(field).read(point.text(word.field()));
    read.leaveOut(word.place());
    field.words.putWords(read, row.values());
  }

  /** Finds the different words of all texts of a point, named as {@code message: free}. */
  public List<TextFields.Word> wordsIn(Fields point) {
    List<TextFields.Word> all = new ArrayList<>();
    for (int i = 0; i < point.size(); i++) {
      FieldColumns field = encoder.field(point.path(i));
      if (field != null && field.words != null && point.text(i) != null) {
        TextTokens read = tokens(field).read(point.text(i));
        for (int place = 0; place < read.named(); place++) {
          if (read.word(place) != null) {
            String name = WordNames.name(field.path, read.word(place));
            all.add(new TextFields.Word(i, place, name));
          }
        }
      }
    }
    return all;
  }

  /** Returns what reads the texts of a field. */
  TextTokens tokens(FieldColumns field) {
    TextTokens found = tokens.get(field.words);
    if (found == null) {
      found = new TextTokens(field.path);
      tokens.put(field.words, found);
    }
    return found;
  }

  /** Finds the fields of a point. */
  void find(Fields point) {
    if (point.paths == lastPaths && encoder.fields() == lastFields) {
      return;
    }
    order = GrowingArrays.of(order, point.size());
    known = 0;
    for (int i = 0; i < point.size(); i++) {
      FieldColumns field = encoder.field(point.path(i));
      known += field == null ? 0 : 1;
      order[i] = (long) (field == null ? Integer.MAX_VALUE : field.index) << Integer.SIZE | i;
    }
    Arrays.sort(order, 0, point.size());
    lastPaths = point.paths;
    lastFields = encoder.fields();
  }

  /** Returns how many fields of the last point are known; the others come after these. */
  int known() {
    return known;
  }

  /** Returns the place of a field, by the order of known fields, among the last point's. */
  int place(int k) {
    return (int) order[k];
  }

  /** Returns one of the known fields. */
  FieldColumns field(int k) {
    return encoder.fieldAt((int) (order[k] >>> Integer.SIZE));
  }
}
