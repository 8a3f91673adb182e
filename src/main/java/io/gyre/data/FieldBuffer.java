package io.gyre.data;

import java.util.Arrays;

/** Collects the fields of one record after another. Not thread-safe. */
final class FieldBuffer {

  private String[] paths = new String[16];
  private double[] numbers = new double[16];
  private String[] texts = new String[16];
  private int size;
  private boolean anyText;

  /** The paths of the last record, which the next one most likely has too. */
  private String[] lastPaths = new String[0];

  /** Forgets the fields of the last record. */
  void clear() {
    if (anyText) {
      // Texts may be megabytes.
      Arrays.fill(texts, 0, size, null);
    }
    size = 0;
    anyText = false;
  }

  /**
   * Adds a field.
   *
   * @param number finite, or NaN for one that is text or missing
   * @param text null for one that is a number or missing
   */
  void add(String path, double number, String text) {
    if (size == paths.length) {
      paths = Arrays.copyOf(paths, 2 * size);
      numbers = Arrays.copyOf(numbers, 2 * size);
      texts = Arrays.copyOf(texts, 2 * size);
    }
    paths[size] = path;
    numbers[size] = number;
    texts[size] = text;
    anyText |= text != null;
    size++;
  }

  int size() {
    return size;
  }

  /** Tells whether no field has a value. */
  boolean isMissing() {
    boolean missing = !anyText;
    for (int i = 0; missing && i < size; i++) {
      missing = Double.isNaN(numbers[i]);
    }
    return missing;
  }

  /** Returns the fields; their paths are the array of the last ones if they are the same. */
  Fields fields() {
    if (!hasLastPaths()) {
      lastPaths = Arrays.copyOf(paths, size);
    }
    return new Fields(
        lastPaths, Arrays.copyOf(numbers, size), anyText ? Arrays.copyOf(texts, size) : null);
  }

  /** Equal paths are the same object unless the tree of them was made anew. */
  @SuppressWarnings("ReferenceEquality")
  private boolean hasLastPaths() {
    if (size != lastPaths.length) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (paths[i] != lastPaths[i]) {
        return false;
      }
    }
    return true;
  }
}
