package io.gyre.data;

import io.gyre.words.PrintableText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * The fields of one record, each a number, text, or missing, under its path: {@code age}, {@code
 * address.zip}, {@code features.0}. Booleans are text. No path occurs twice. The order means
 * nothing. Immutable: the arrays are not copied, and never changed by Gyre.
 */
public final class Fields implements PointContent {

  private static final double WHOLE = 1e15; // numbers from here on are named with an exponent
  private static final MathContext DIGITS = new MathContext(6);

  /** No fields: those of a record that only has a label. */
  public static final Fields NONE = new Fields(new String[0], new double[0], null);

  /** The paths of the last features, which the next most likely have too. */
  private static volatile String[] featurePaths = {};

  /** All paths; the same array for records that are known to have the same. */
  public final String[] paths;

  /** How many of the first follow from the record alone; what Gyre remembers is behind them. */
  public final int own;

  /** How many of the first the record has; what its times tell is behind them. */
  public final int read;

  private final double[] numbers;
  private final String[] texts;
  private final String[] times;

  /**
   * @param paths of the fields; never changed, so that the same array means the same paths
   * @param numbers as many: finite, or NaN for a field that is text or missing
   * @param texts as many: null for a field that is a number or missing; null as a whole if no field
   *     is text
   */
  public Fields(String[] paths, double[] numbers, String[] texts) {
    this(paths, numbers, texts, paths.length, paths.length, null);
  }

  /**
   * @param read how many of the first the record has; the others are what its times tell
   */
  public Fields(String[] paths, double[] numbers, String[] texts, int read) {
    this(paths, numbers, texts, paths.length, read, null);
  }

  /**
   * @param times of the first, as they were written, those that count as missing since other fields
   *     tell of them; null without any
   */
  public Fields(
      String[] paths, double[] numbers, String[] texts, int own, int read, String[] times) {
    if (numbers.length != paths.length || (texts != null && texts.length != paths.length)) {
      throw new IllegalArgumentException("fields: expected as many values as paths");
    }
    this.paths = paths;
    this.numbers = numbers;
    this.texts = texts;
    this.own = own;
    this.read = read;
    this.times = times;
  }

  /** Returns the fields {@code features.0}, {@code features.1}, … of the plain form. */
  public static Fields ofFeatures(double[] features) {
    String[] paths = featurePaths;
    if (paths.length != features.length) {
      paths = new String[features.length];
      Arrays.setAll(paths, i -> "features." + i);
      featurePaths = paths;
    }
    return new Fields(paths, features, null);
  }

  public int size() {
    return paths.length;
  }

  public String path(int i) {
    return paths[i];
  }

  /** Returns the place of the field of a path; −1 if there is none. */
  public int place(String path) {
    return Arrays.asList(paths).indexOf(path);
  }

  /** Returns the number of a field; NaN if it is text or missing. */
  public double number(int i) {
    return numbers[i];
  }

  /** Returns the text of a field; null if it is a number or missing. */
  public String text(int i) {
    return texts == null ? null : texts[i];
  }

  /** Returns the text of a field that is a time, and counts as missing; else null. Not stored. */
  public String time(int i) {
    return times == null || i >= times.length ? null : times[i];
  }

  /** Returns the value of a field as text, as that of a category; null if it is missing. */
  public String asText(int i) {
    String text = text(i);
    return text != null || Double.isNaN(numbers[i]) ? text : numberText(numbers[i]);
  }

  /** Returns a value as a person reads it, at most so long, a time as written; null if missing. */
  public String shown(int i, int longest) {
    if (Double.isNaN(numbers[i]) || numbers[i] == Math.rint(numbers[i])) {
      String text = missing(i) ? time(i) : asText(i);
      return text == null ? null : PrintableText.shortened(text, longest);
    }
    return new BigDecimal(numbers[i]).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  /** Returns a number as text: a whole one without a point. */
  public static String numberText(double number) {
    long whole = (long) number;
    return whole == number && Math.abs(number) < WHOLE
        ? Long.toString(whole)
        : Double.toString(number);
  }

  /** Tells whether a field is neither a number nor text. */
  public boolean missing(int i) {
    return Double.isNaN(numbers[i]) && text(i) == null;
  }

  /** Returns these fields with one of them missing. */
  public Fields without(int i) {
    double[] others = numbers.clone();
    others[i] = Double.NaN;
    if (text(i) == null) {
      return new Fields(paths, others, texts, own, read, times);
    }
    String[] otherTexts = texts.clone();
    otherTexts[i] = null;
    return new Fields(paths, others, otherTexts, own, read, times);
  }

  /** Returns these fields with more behind them, as in the constructor; all has all paths. */
  public Fields with(String[] all, double[] more, String[] moreTexts) {
    double[] allNumbers = Arrays.copyOf(numbers, all.length);
    System.arraycopy(more, 0, allNumbers, size(), more.length);
    String[] allTexts = texts == null && moreTexts == null ? null : new String[all.length];
    if (texts != null) {
      System.arraycopy(texts, 0, allTexts, 0, size());
    }
    if (moreTexts != null) {
      System.arraycopy(moreTexts, 0, allTexts, size(), more.length);
    }
    return new Fields(all, allNumbers, allTexts, own, read, times);
  }

  /** Returns the numbers of the record in their order; null if a field is not a number. */
  public double[] numbers() {
    for (int i = 0; i < read; i++) {
      if (Double.isNaN(numbers[i])) {
        return null;
      }
    }
    return read == numbers.length ? numbers : Arrays.copyOf(numbers, read);
  }
}
