package io.gyre.format;

import io.gyre.data.Fields;
import java.util.Arrays;

/** Collects the fields of one record after another. Not thread-safe. */
final class FieldBuffer {

  private String[] paths = new String[16];
  private double[] numbers = new double[16];
  private String[] texts = new String[16];
  int size;
  private boolean anyText;
  private String[] times; // the times, as they were written, by place; null without any
  private int timesEnd; // behind the last of them
  private String[] lastPaths = new String[0]; // most likely those of the next record, too

  /** Begins a record. */
  void clear() {
    if (anyText) {
      Arrays.fill(texts, 0, size, null); // They may be megabytes.
    }
    size = 0;
    anyText = false;
    times = null;
  }

  /** Adds a field: a finite number or NaN, and a text or null; missing if it has neither. */
  void add(String path, double number, String text) {
    if (size == paths.length) {
      paths = Arrays.copyOf(paths, 2 * size);
      numbers = Arrays.copyOf(numbers, 2 * size);
      texts = Arrays.copyOf(texts, 2 * size);
    }
    paths[size] = path;
    numbers[size] = number;
    if (text != null) {
      texts[size] = text;
      anyText = true;
    }
    size++;
  }

  /** Adds a time as a missing value: fields for hour, weekday and so on are made of its text. */
  void addTime(String path, String text) {
    add(path, Double.NaN, null);
    if (times == null || times.length < size) {
      times = Arrays.copyOf(times == null ? new String[0] : times, paths.length);
    }
    times[size - 1] = text;
    timesEnd = size;
  }

  /** Tells whether no field has a value. */
  boolean isMissing() {
    return !anyText && times == null && Arrays.stream(numbers, 0, size).allMatch(Double::isNaN);
  }

  /** Returns the fields, the first of which were read; equal paths are the same array as before. */
  Fields fields(int read) {
    if (!Arrays.equals(paths, 0, size, lastPaths, 0, lastPaths.length)) {
      lastPaths = Arrays.copyOf(paths, size);
    }
    return new Fields(
        lastPaths,
        Arrays.copyOf(numbers, size),
        anyText ? Arrays.copyOf(texts, size) : null,
        size,
        read,
        times == null ? null : Arrays.copyOf(times, timesEnd));
  }
}
