package io.gyre.encoding;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** What is known of one field: its slots in a row, its values so far, and their columns. */
final class FieldColumns implements StatePart {

  /** A number with more distinct values has no columns for them. */
  static final int FEW = 8;

  /** So many texts have columns of their own; beyond, they share as many buckets. */
  static final int TEXTS = 256;

  /** A longer text is never kept, and shares a bucket from the start. */
  static final int LONGEST_KEPT = 200;

  static final int NONE = -1;

  private final int index;
  String path;
  int numberSlot = NONE;
  int textSlot = NONE;
  int numberColumn = NONE;
  int missingColumn = NONE;

  /** The distinct numbers so far, and the column of each: none at its first sighting. */
  final double[] values = new double[FEW];

  final int[] valueColumns = new int[FEW];
  int valueCount;
  boolean manyValued;

  /** The column of each text that has one, in the order of appearance. */
  final Map<String, Integer> texts = new LinkedHashMap<>();

  private int[] buckets;

  long changes;

  /**
   * @param index its place among the fields
   * @param path null until it is read
   */
  FieldColumns(int index, String path) {
    this.index = index;
    this.path = path;
  }

  /** The place of a number among the values, or {@link #NONE}. */
  int place(double number) {
    for (int i = 0; i < valueCount; i++) {
      if (values[i] == number) {
        return i;
      }
    }
    return NONE;
  }

  /** The column of a number's value, or {@link #NONE}. */
  int valueColumn(double number) {
    int place = manyValued ? NONE : place(number);
    return place == NONE ? NONE : valueColumns[place];
  }

  /** The column of a text, or {@link #NONE}. */
  int textColumn(String text) {
    Integer own = texts.get(text);
    return own != null ? own : bucketColumn(bucket(text));
  }

  /** Tells whether a text that has no column may have one of its own. */
  boolean hasRoomFor(String text) {
    return texts.size() < TEXTS && text.length() <= LONGEST_KEPT;
  }

  int bucketColumn(int bucket) {
    return buckets == null ? NONE : buckets[bucket];
  }

  void bucketColumn(int bucket, int column) {
    if (buckets == null) {
      buckets = new int[TEXTS];
      Arrays.fill(buckets, NONE);
    }
    buckets[bucket] = column;
  }

  /** The bucket of a text: CRC-32C of its UTF-8, modulo {@value #TEXTS}. */
  static int bucket(String text) {
    CRC32C hash = new CRC32C();
    hash.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % TEXTS);
  }

  @Override
  public String name() {
    return "encoder/" + index;
  }

  @Override
  public long changes() {
    return changes;
  }

  @Override
  public void write(StateWriter out) {
    out.putText(path);
    out.putInt(numberSlot).putInt(textSlot).putInt(numberColumn).putInt(missingColumn);
    out.putByte(manyValued ? 1 : 0).putInt(valueCount);
    for (int i = 0; i < valueCount; i++) {
      out.putDouble(values[i]).putInt(valueColumns[i]);
    }
    out.putInt(texts.size());
    texts.forEach((text, column) -> out.putText(text).putInt(column));
    int used = buckets == null ? 0 : (int) Arrays.stream(buckets).filter(c -> c != NONE).count();
    out.putInt(used);
    for (int bucket = 0; used > 0 && bucket < TEXTS; bucket++) {
      if (buckets[bucket] != NONE) {
        out.putInt(bucket).putInt(buckets[bucket]);
      }
    }
  }

  @Override
  public void read(StateReader in, int version) {
    path = in.getText();
    numberSlot = in.getInt();
    textSlot = in.getInt();
    numberColumn = in.getInt();
    missingColumn = in.getInt();
    manyValued = in.getByte() == 1;
    valueCount = in.getCount();
    if (valueCount > FEW) {
      throw new DamagedStateException("a number of few values has %d".formatted(valueCount));
    }
    for (int i = 0; i < valueCount; i++) {
      values[i] = in.getDouble();
      valueColumns[i] = in.getInt();
    }
    for (int i = in.getCount(); i > 0; i--) {
      texts.put(in.getText(), in.getInt());
    }
    for (int i = in.getCount(); i > 0; i--) {
      int bucket = in.getInt();
      if (bucket < 0 || bucket >= TEXTS) {
        throw new DamagedStateException("there is no bucket %d".formatted(bucket));
      }
      bucketColumn(bucket, in.getInt());
    }
  }
}
