package io.gyre.fold;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts the names of classes where scores have their numbers, and lists where they have arrays. */
final class NamedScores {

  private NamedScores() {}

  /** Returns the same scores, those by class under the classes' names; a copy. */
  static Map<String, Object> in(Map<String, Object> scores, ClassNumbers classes) {
    Map<String, Object> named = new LinkedHashMap<>();
    scores.forEach((metric, value) -> named.put(metric, named(value, classes)));
    return named;
  }

  private static Object named(Object value, ClassNumbers classes) {
    if (value instanceof Map<?, ?> byNumber) {
      return byName(byNumber, classes);
    }
    return value instanceof long[][] table
        ? Arrays.stream(table).map(row -> Arrays.stream(row).boxed().toList()).toList()
        : value;
  }

  private static Map<String, Object> byName(Map<?, ?> byNumber, ClassNumbers classes) {
    Map<String, Object> byName = new LinkedHashMap<>();
    byNumber.forEach((number, value) -> byName.put(classes.label((Integer) number).text(), value));
    return byName;
  }
}
