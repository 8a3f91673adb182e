package io.gyre.crash;

import io.gyre.topic.Prediction;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Every prediction seen, by learner, partition and offset: how often it came, and what it said. Not
 * thread-safe.
 */
public final class Answers {

  /** Of one learner and partition; the index is the offset of the point. */
  private static final class Column {
    int[] seen = new int[1024];

    /** Of the positive class; a hash of all that is said where there are not two, or of amounts. */
    double[] probability = new double[1024];

    /** Whether the point is to be looked at: its hash. */
    int[] decision = new int[1024];

    long[] step = new long[1024];

    void add(Prediction prediction) {
      int offset = Math.toIntExact(prediction.offset());
      if (offset >= seen.length) {
        int length = Math.max(offset + 1, seen.length * 2);
        seen = Arrays.copyOf(seen, length);
        probability = Arrays.copyOf(probability, length);
        decision = Arrays.copyOf(decision, length);
        step = Arrays.copyOf(step, length);
      }
      seen[offset]++;
      probability[offset] =
          prediction.ofTwoClasses()
              ? prediction.probability()
              : Objects.hash(
                  prediction.prediction(),
                  prediction.probabilities(),
                  prediction.amount(),
                  prediction.lower(),
                  prediction.upper());
      decision[offset] = Objects.hashCode(prediction.decision());
      step[offset] = prediction.step();
    }
  }

  private final Map<String, Column> columns = new TreeMap<>();
  private long count;

  public void add(Prediction prediction) {
    count++;
    columns
        .computeIfAbsent(prediction.learner() + "/" + prediction.partition(), key -> new Column())
        .add(prediction);
  }

  /** How many have come, doubles included. */
  public long count() {
    return count;
  }

  /** Says what is wrong, or nothing: each of the points must have exactly one from each. */
  public String faults(Map<Integer, Long> pointsOfPartition, int learners) {
    StringBuilder faults = new StringBuilder();
    if (columns.size() != learners * pointsOfPartition.size()) {
      faults.append("answers come from ").append(columns.keySet()).append('\n');
    }
    columns.forEach(
        (key, column) -> {
          int partition = Integer.parseInt(key.substring(key.indexOf('/') + 1));
          long points = pointsOfPartition.getOrDefault(partition, 0L);
          long last = -1;
          for (int i = 0; i < Math.max(points, column.seen.length); i++) {
            int found = i < column.seen.length ? column.seen[i] : 0;
            if (found != (i < points ? 1 : 0)) {
              faults.append("%s: %d answers for offset %d%n".formatted(key, found, i));
            } else if (found == 1 && column.step[i] < last) {
              faults.append("%s: step fell at offset %d%n".formatted(key, i));
            } else if (found == 1) {
              last = column.step[i];
            }
          }
        });
    return cut(faults);
  }

  /** Says what is wrong up to the last answer of each: a gap or a double. */
  public String faultsSoFar() {
    StringBuilder faults = new StringBuilder();
    columns.forEach(
        (key, column) -> {
          int end = column.seen.length;
          while (end > 0 && column.seen[end - 1] == 0) {
            end--;
          }
          for (int i = 0; i < end; i++) {
            if (column.seen[i] != 1) {
              faults.append("%s: %d answers for offset %d%n".formatted(key, column.seen[i], i));
            }
          }
        });
    return cut(faults);
  }

  /** Says where the answers differ from others, bit for bit, or nothing. */
  public String differences(Answers others) {
    StringBuilder found = new StringBuilder();
    if (!columns.keySet().equals(others.columns.keySet())) {
      found.append(columns.keySet() + " instead of " + others.columns.keySet());
    }
    columns.forEach(
        (key, mine) -> {
          Column other = others.columns.getOrDefault(key, new Column());
          for (int i = 0; i < Math.max(mine.seen.length, other.seen.length); i++) {
            if (!sameAt(i, mine, other)) {
              found.append("%s: offset %d is answered differently%n".formatted(key, i));
              return;
            }
          }
        });
    return cut(found);
  }

  private static boolean sameAt(int i, Column a, Column b) {
    if (i >= a.seen.length || i >= b.seen.length) {
      return (i < a.seen.length ? a.seen[i] : b.seen[i]) == 0;
    }
    return a.seen[i] == b.seen[i]
        && a.probability[i] == b.probability[i]
        && a.decision[i] == b.decision[i]
        && a.step[i] == b.step[i];
  }

  private static String cut(StringBuilder text) {
    return text.length() > 2000 ? text.substring(0, 2000) + "…" : text.toString();
  }
}
