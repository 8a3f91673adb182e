package io.gyre.encoding;

import io.gyre.data.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Records as people have them: numbers of few values and of many, text of few values, of many, and
 * long, fields that are both, missing, nested, and such as come later or seldom.
 */
public final class AnyRecords {

  private final Random random;
  private final Random words;
  private int next;

  public AnyRecords(long seed) {
    random = new Random(seed);
    words = new Random(seed);
  }

  /** As {@link #next}, with a text of several words in most. */
  public Map<String, Object> nextWithText() {
    Map<String, Object> record = next();
    if (words.nextInt(8) > 0) {
      StringBuilder text = new StringBuilder(words.nextBoolean() ? "Dear You," : "今天 you, too:");
      for (int i = words.nextInt(words.nextInt(10) == 0 ? 90 : 9); i >= 0; i--) {
        text.append(" w").append((char) ('a' + words.nextInt(26))).append(words.nextInt(99));
      }
      record.put("message", text.toString());
    }
    return record;
  }

  /** The next record's members, by path; null is missing. */
  public Map<String, Object> next() {
    Map<String, Object> record = new LinkedHashMap<>();
    next++;
    record.put("x", random.nextGaussian());
    record.put("few", (double) random.nextInt(1 + next / 20));
    record.put("color", List.of("red", "green", "blue").get(random.nextInt(3)));
    record.put("key", "id-" + random.nextInt(2_000));
    record.put("flag", random.nextBoolean() ? "true" : "false");
    record.put("both", random.nextInt(4) == 0 ? "n/k" : (double) random.nextInt(40));
    record.put("a.10", random.nextInt(3) == 0 ? null : 1.5);
    record.put("a.9", "v" + random.nextInt(4));
    if (random.nextInt(5) == 0) {
      record.put("long", "x".repeat(300) + random.nextInt(5));
    }
    if (random.nextInt(10) == 0) {
      record.put("late." + next / 30 + "." + random.nextInt(3), (double) random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      record.keySet().removeIf(path -> random.nextInt(3) == 0);
    }
    record.putIfAbsent("few", 0.0);
    return record;
  }

  /** The same members, in another order. */
  public Map<String, Object> shuffled(Map<String, Object> record) {
    List<String> paths = new ArrayList<>(record.keySet());
    Collections.shuffle(paths, random);
    Map<String, Object> other = new LinkedHashMap<>();
    paths.forEach(path -> other.put(path, record.get(path)));
    return other;
  }

  /** What a reader makes of a record. */
  public static Fields fields(Map<String, Object> record) {
    String[] paths = record.keySet().toArray(String[]::new);
    double[] numbers = new double[paths.length];
    String[] texts = new String[paths.length];
    for (int i = 0; i < paths.length; i++) {
      Object value = record.get(paths[i]);
      numbers[i] = value instanceof Number number ? number.doubleValue() : Double.NaN;
      texts[i] = value instanceof String text ? text : null;
    }
    return new Fields(paths, numbers, Arrays.stream(texts).allMatch(t -> t == null) ? null : texts);
  }

  /** A record of paths and values in turn. */
  public static Fields of(Object... pathsAndValues) {
    Map<String, Object> record = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      record.put((String) pathsAndValues[i], pathsAndValues[i + 1]);
    }
    return fields(record);
  }
}
