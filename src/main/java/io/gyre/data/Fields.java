package io.gyre.data;

import java.util.Arrays;

/**
 * The fields of one record, each a number, text, or missing, under its path: {@code age}, {@code
 * address.zip}, {@code features.0}. Booleans are text. No path occurs twice. The order means
 * nothing.
 *
 * <p>Immutable: the arrays are not copied, and never changed by Gyre.
 */
public final class Fields {

  /** Paths of this many features are made once and shared. */
  private static final int SHARED = 256;

  /** No fields: those of a record that only has a label. */
  public static final Fields NONE = new Fields(new String[0], new double[0], null);

  private static final String[][] OF_FEATURES = new String[SHARED + 1][];

  private final String[] paths;
  private final double[] numbers;
  private final String[] texts;

  /**
   * @param paths of the fields; arrays that are the same object have the same content, so that what
   *     is known of one is known of the other
   * @param numbers as many: finite, or NaN for a field that is text or missing
   * @param texts as many: null for a field that is a number or missing; null as a whole if none is
   *     text
   */
  public Fields(String[] paths, double[] numbers, String[] texts) {
    if (numbers.length != paths.length || (texts != null && texts.length != paths.length)) {
      throw new IllegalArgumentException("fields: expected as many values as paths");
    }
    this.paths = paths;
    this.numbers = numbers;
    this.texts = texts;
  }

  /** The fields {@code features.0}, {@code features.1}, … of the plain form. */
  public static Fields ofFeatures(double[] features) {
    return new Fields(featurePaths(features.length), features, null);
  }

  private static String[] featurePaths(int count) {
    String[] paths = count <= SHARED ? OF_FEATURES[count] : null;
    if (paths == null) {
      paths = new String[count];
      Arrays.setAll(paths, i -> "features." + i);
      if (count <= SHARED) {
        // A race makes two equal arrays, of which one stays.
        OF_FEATURES[count] = paths;
      }
    }
    return paths;
  }

  /** How many there are. */
  public int size() {
    return paths.length;
  }

  /** The path of a field. */
  public String path(int i) {
    return paths[i];
  }

  /** All paths; the same object for records that are known to have the same. */
  public String[] paths() {
    return paths;
  }

  /** The number of a field; NaN if it is text or missing. */
  public double number(int i) {
    return numbers[i];
  }

  /** The text of a field; null if it is a number or missing. */
  public String text(int i) {
    return texts == null ? null : texts[i];
  }

  /** Tells whether a field is neither a number nor text. */
  public boolean missing(int i) {
    return Double.isNaN(numbers[i]) && text(i) == null;
  }

  /** Returns these fields without one of them: it is missing. */
  public Fields without(int i) {
    double[] others = numbers.clone();
    others[i] = Double.NaN;
    if (text(i) == null) {
      return new Fields(paths, others, texts);
    }
    String[] otherTexts = texts.clone();
    otherTexts[i] = null;
    return new Fields(paths, others, otherTexts);
  }

  /** The numbers in their order; null if one of the fields is none. */
  public double[] numbers() {
    for (double number : numbers) {
      if (Double.isNaN(number)) {
        return null;
      }
    }
    return numbers;
  }
}
