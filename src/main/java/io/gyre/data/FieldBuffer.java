package io.gyre.data;

import java.util.Arrays;

/** Collects the fields of one record after another. Not thread-safe. */
final class FieldBuffer {

  /** Those of the last record remain until others take their places. */
  private String[] paths = new String[16];

  private double[] numbers = new double[16];
  private String[] texts = new String[16];
  private int size;
  private boolean anyText;

  /** The paths of the last record, which the next one most likely has too. */
  private String[] lastPaths = new String[0];

  /** Whether one of {@link #paths} is another than in {@link #lastPaths}. */
  private boolean otherPaths;

  void clear() {
    if (anyText) {
      // Texts may be megabytes.
      Arrays.fill(texts, 0, size, null);
    }
    size = 0;
    anyText = false;
  }

  /**
   * Adds a field. Equal paths are the same object unless the tree of them was made anew.
   *
   * @param number finite, or NaN for one that is text or missing
   * @param text null for one that is a number or missing
   */
  @SuppressWarnings("ReferenceEquality")
  void add(String path, double number, String text) {
    if (size == paths.length) {
      paths = Arrays.copyOf(paths, 2 * size);
      numbers = Arrays.copyOf(numbers, 2 * size);
      texts = Arrays.copyOf(texts, 2 * size);
    }
    if (paths[size] != path) {
      paths[size] = path;
      otherPaths = true;
    }
    numbers[size] = number;
    if (text != null) {
      texts[size] = text;
      anyText = true;
    }
    size++;
  }

  int size() {
    return size;
  }

  /** Tells whether no field has a value. */
  boolean isMissing() {
    return !anyText && Arrays.stream(numbers, 0, size).allMatch(Double::isNaN);
  }

  /** Returns the fields; their paths are the array of the last ones if they are the same. */
  Fields fields() {
    if (otherPaths || size != lastPaths.length) {
      lastPaths = Arrays.copyOf(paths, size);
      otherPaths = false;
    }
    return new Fields(
        lastPaths, Arrays.copyOf(numbers, size), anyText ? Arrays.copyOf(texts, size) : null);
  }
}
