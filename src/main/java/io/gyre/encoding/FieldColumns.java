package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.data.text.TextRule;
import io.gyre.data.text.TextTokens;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.words.Utf8;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** The slots of one field in a row, its values so far, and their columns. */
final class FieldColumns extends StatePart {

  /** A number with more distinct values has no columns for them. */
  static final int FEW = 8;

  /** The largest number of texts with their own columns; the others share as many buckets. */
  static final int TEXTS = 256;

  /** The first texts have their columns from the start; others when they come again. */
  static final int FIRST_TEXTS = 8;

  /** A longer text is never kept, and shares a bucket. */
  static final int LONGEST_KEPT = 200;

  static final int NONE = -1;

  private static final int VERSION = 4;

  private static final int MANY_VALUED = 1;
  private static final int HAS_NEW_TEXTS = 2;
  private static final int MADE = 4;
  private static final int WORDS = 8;
  private static final int CONSIDERED = 16;
  private static final int DECIDED = 32;

  final int index;
  String path;
  int numberSlot = NONE;
  int textSlot = NONE;
  int numberColumn = NONE;
  int missingColumn = NONE;

  /** The distinct numbers so far, and the column of each, from its second sighting on. */
  final double[] values = new double[FEW];

  final int[] valueColumns = new int[FEW];
  int valueCount;
  boolean manyValued; // or a key with more values than have columns

  /** Whether its values are keys. */
  boolean isKey;

  /** Whether it is computed of a text, as its length is: it has one column, and needs no state. */
  boolean isOfText;

  /** Whether it came with no record, but was made of what is remembered. */
  boolean isMade;

  /** The column of each text that has one, in the order of appearance. */
  final Map<String, Integer> texts = new LinkedHashMap<>();

  /** Where a text's words and numbers are; null for a field that is not text. */
  TextColumns words;

  /** Whether it has been decided if its texts are words or categories. */
  boolean isDecided;

  private TextRule rule; // null before its first text, and once it is decided

  private int[] buckets;
  private final NewTexts newTexts = new NewTexts();

  /** The number of the last point that had it. */
  long seen;

  /**
   * @param path null until it is read
   */
  FieldColumns(int index, String path) {
    super("encoder/" + index, VERSION);
    this.index = index;
    this.path = path;
  }

  int place(double number) {
    for (int i = 0; i < valueCount; i++) {
      if (values[i] == number) {
        return i;
      }
    }
    return NONE;
  }

  int valueColumn(double number) {
    int place = manyValued ? NONE : place(number);
    return place == NONE ? NONE : valueColumns[place];
  }

  /** Returns the text of a value that counts as one; else null. */
  String text(Fields point, int i) {
    return isKey ? point.asText(i) : point.text(i);
  }

  /** Tells whether a key has shown more values than may have columns; not those of numbers. */
  boolean isFullKey() {
    return manyValued && texts.size() >= TEXTS;
  }

  /**
   * Takes a text to decide by; returns whether the field is text from now on.
   *
   * @param tokens that have read it
   */
  boolean considerText(String text, TextTokens tokens) {
    changed();
    rule = rule == null ? new TextRule() : rule;
    rule.add(text, tokens);
    if (!rule.isDecided()) {
      return false;
    }
    boolean isText = rule.isText();
    decide();
    return isText;
  }

  /** Notes that it is decided, be it by settings before it had shown enough texts. */
  void decide() {
    isDecided = true;
    rule = null;
    changed();
  }

  int textColumn(String text) {
    if (isKey && isFullKey()) {
      return NONE;
    }
    Integer own = texts.get(text);
    return own != null ? own : bucketColumn(bucket(text));
  }

  /** Tells whether a text without a column is to have one, as it comes; counts its coming. */
  boolean earnsColumn(String text) {
    if (texts.size() < FIRST_TEXTS && hasRoomFor(text)) {
      return true;
    }
    if (newTexts.comesAgain(text)) {
      return true;
    }
    changed();
    return false;
  }

  /** Counts a text that has its column. */
  void countKnown() {
    if (newTexts.addOther()) {
      changed();
    }
  }

  /** Tells whether a text has no own column, and there is room for one. */
  boolean hasRoomFor(String text) {
    return texts.size() < TEXTS
        && text.length() <= LONGEST_KEPT
        && !texts.containsKey(text)
        && Utf8.encodes(text);
  }

  boolean hasTextColumns() {
    return !texts.isEmpty() || buckets != null;
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

  /** Mixes the bits of {@link String#hashCode}, which Java defines, by MurmurHash3's finaliser. */
  static int bucket(String text) {
    int hash = text.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) & (TEXTS - 1);
  }

  /**
   * Returns what encodes its values.
   *
   * @param plain the place of a slot among those without words
   */
  FieldTable table(IntUnaryOperator plain) {
    boolean noTexts = isKey && isFullKey();
    Map<Integer, Integer> ofBuckets = new LinkedHashMap<>();
    Map<Double, Integer> ofValues = new LinkedHashMap<>();
    for (int bucket = 0; bucket < TEXTS && !noTexts; bucket++) {
      if (bucketColumn(bucket) != NONE) {
        ofBuckets.put(bucket, bucketColumn(bucket));
      }
    }
    for (int i = 0; i < valueCount && !manyValued; i++) {
      if (valueColumns[i] != NONE) {
        ofValues.put(values[i], valueColumns[i]);
      }
    }
    int[] ofText = words == null ? new int[0] : words.numberSlots();
    return new FieldTable(
        path,
        isKey,
        isMade,
        numberSlot == NONE ? NONE : plain.applyAsInt(numberSlot),
        textSlot == NONE ? NONE : plain.applyAsInt(textSlot),
        noTexts ? Map.of() : new LinkedHashMap<>(texts),
        ofBuckets,
        words == null ? 0 : words.mostWords(),
        Arrays.stream(ofText).map(slot -> slot == NONE ? NONE : plain.applyAsInt(slot)).toArray(),
        ofValues,
        missingColumn);
  }

  @Override
  public void write(StateWriter out) {
    out.putText(path);
    out.putInt(numberSlot).putInt(textSlot).putInt(numberColumn).putInt(missingColumn);
    // New texts are written only if there are any, so that older digests stay valid.
    boolean hasNewTexts = !newTexts.isEmpty();
    out.putByte(
        (manyValued ? MANY_VALUED : 0)
            | (hasNewTexts ? HAS_NEW_TEXTS : 0)
            | (isMade ? MADE : 0)
            | (words != null ? WORDS : 0)
            | (rule != null ? CONSIDERED : 0)
            | (isDecided ? DECIDED : 0));
    out.putInt(valueCount);
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
    if (hasNewTexts) {
      newTexts.write(out);
    }
    if (words != null) {
      words.write(out);
    } else if (rule != null) {
      long[] seen = rule.seen();
      out.putInt(seen.length);
      for (long each : seen) {
        out.putLong(each);
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
    int flags = in.getByte();
    if (flags >= 2 * DECIDED) {
      throw new DamagedStateException("flags of a field are %d".formatted(flags));
    }
    manyValued = (flags & MANY_VALUED) != 0;
    isMade = (flags & MADE) != 0;
    isDecided = (flags & DECIDED) != 0;
    valueCount = in.getCount();
    if (valueCount > FEW) {
      throw new DamagedStateException("a number of few values has %d".formatted(valueCount));
    }
    for (int i = 0; i < valueCount; i++) {
      values[i] = in.getDouble();
      valueColumns[i] = in.getInt();
    }
    int kept = in.getCount();
    for (int i = 0; i < kept; i++) {
      texts.put(in.getText(), in.getInt());
    }
    if (texts.size() < kept || kept > TEXTS) {
      throw new DamagedStateException(
          "%d texts of which %d differ, expected at most %d".formatted(kept, texts.size(), TEXTS));
    }
    for (int i = in.getCount(); i > 0; i--) {
      int bucket = in.getInt();
      if (bucket < 0 || bucket >= TEXTS) {
        throw new DamagedStateException("there is no bucket %d".formatted(bucket));
      }
      bucketColumn(bucket, in.getInt());
    }
    if ((flags & HAS_NEW_TEXTS) != 0) {
      newTexts.read(in);
    }
    if ((flags & WORDS) != 0) {
      words = new TextColumns(path);
      words.read(in);
    } else if ((flags & CONSIDERED) != 0) {
      long[] seen = new long[in.getCount()];
      for (int i = 0; i < seen.length; i++) {
        seen[i] = in.getLong();
      }
      try {
        rule = TextRule.of(seen);
      } catch (IllegalArgumentException e) {
        throw new DamagedStateException(e.getMessage());
      }
    }
  }
}
