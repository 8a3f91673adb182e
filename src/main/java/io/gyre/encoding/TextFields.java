package io.gyre.encoding;

import io.gyre.data.text.TextTokens;
import io.gyre.format.RecordSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The fields of an {@link Encoder} that are text, in the order of their appearance, and the words
 * of a row: columns of a space of their own, in [0, {@link TextTokens#COLUMNS}). Which fields are
 * text is decided by {@link io.gyre.data.text.TextRule}, or by those who named them. Not
 * thread-safe.
 */
public final class TextFields {

  /** The most fields that are text. */
  static final int MOST = 16;

  private final RecordSettings records;
  private final List<FieldColumns> fields = new ArrayList<>();
  private final WordNames names = new WordNames();
  private TextTokens considered; // of the text by which a field is decided

  /** Makes it without fields. */
  TextFields(RecordSettings records) {
    this.records = records;
  }

  /** Tells whether no field is text. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** Returns the number of fields that are text. */
  public int size() {
    return fields.size();
  }

  /** Returns the path of one of them. */
  public String path(int i) {
    return fields.get(i).path;
  }

  /** Returns the largest number of words of a row. */
  public int mostWords() {
    return fields.size() * TextTokens.MOST;
  }

  /**
   * Finds the columns of the words of a row, once: those of all its texts, one after the other. The
   * value of each is 1/√n.
   *
   * @return n, {@link #mostWords} at most; see {@link Row#words()}
   */
  public int words(Row row) {
    return row.words(this);
  }

  /**
   * Finds the same of one of the fields.
   *
   * @param columns filled from a place on
   */
  public int wordsOf(int i, Row row, int[] columns, int from) {
    return fields.get(i).words.find(row.values(), columns, from) - from;
  }

  /** Returns the name of a column of words; null if no word was learned, but parts of some. */
  public String word(int column) {
    WordNames.Name name = names.get(column);
    for (FieldColumns field : fields) {
      if (name != null && name.field() == field.index) {
        return WordNames.name(field.path, name.word());
      }
    }
    return null;
  }

  /** A word of a text field of a point: its place there, and among the words. */
  public record Word(int field, int place, String name) {}

  /** Tells whether a field of texts is to have words, as one of its texts comes. */
  boolean isText(FieldColumns field, String text) {
    if (field.isKey
        || field.isMade
        || field.index >= Encoder.MAY_BE_MISSING
        || fields.size() >= MOST
        || RecordSettings.covers(records.categories(), field.path)) {
      field.decide();
      return false;
    }
    if (RecordSettings.covers(records.texts(), field.path)) {
      return true;
    }
    considered = considered == null ? new TextTokens("") : considered;
    return field.considerText(text, considered.read(text));
  }

  void add(FieldColumns field) {
    fields.add(field);
    fields.sort(Comparator.comparingInt(each -> each.index));
  }

  void clear() {
    fields.clear();
  }

  WordNames names() {
    return names;
  }
}
