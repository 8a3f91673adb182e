package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Label;
import java.util.List;
import java.util.Map;

/**
 * What one learner has learned: the value of a record on the compacted topic {@code parameters}.
 *
 * <p>What is learned depends on the kind; its numbers, vectors and matrices stand in the record by
 * their names. D features, K classes, H hidden units: a network has {@code w1} H×D, {@code b1} H,
 * {@code w2} K×H and {@code b2} K (1×H and one number with two classes); a logistic learner {@code
 * w2} K×D and {@code b2} alone. Arrays are not copied, so two records are equal only if they share
 * them.
 *
 * @param learner the learner's name
 * @param partition the partition of {@code points} that it learns from
 * @param kind the kind of learner
 * @param features D, the columns that the learner sees
 * @param columns their names, as {@code age}, {@code carrier=DL}, {@code age missing}; null in a
 *     record of an earlier version
 * @param classes by their numbers
 * @param positive the positive one of two classes; null unless there are two
 * @param step updates since the start: the version of the parameters
 * @param settings the learner's settings, as in the learners file
 * @param digest SHA-256, in hexadecimal, of all that the learner remembers: equal digests mean
 *     equal learners, bit for bit
 * @param learned what it has learned, by name
 */
public record Parameters(
    String learner,
    int partition,
    String kind,
    int features,
    List<String> columns,
    List<Label> classes,
    Label positive,
    long step,
    ObjectNode settings,
    String digest,
    @JsonAnyGetter @JsonAnySetter Map<String, Object> learned) {

  /**
   * The running standardisation of the features.
   *
   * @param count labelled points that it has seen
   * @param mean D running means
   * @param deviation D running standard deviations
   */
  public record Scaling(long count, double[] mean, double[] deviation) {}

  /**
   * Returns how features are standardised; null if they are not.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public Scaling scaling() {
    Object value = learned.get("scaling");
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> scaling && scaling.get("count") instanceof Number count) {
      return new Scaling(
          count.longValue(),
          vector("mean", scaling.get("mean")),
          vector("deviation", scaling.get("deviation")));
    }
    throw new IllegalArgumentException("scaling: expected count, mean, deviation, found " + value);
  }

  /**
   * Returns a vector that was learned; null if there is none of that name.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public double[] vector(String name) {
    return vector(name, learned.get(name));
  }

  private static double[] vector(String name, Object value) {
    if (value == null || value instanceof double[]) {
      return (double[]) value;
    }
    if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }
    throw new IllegalArgumentException(name + ": expected a list of numbers, found " + value);
  }

  /**
   * Returns a matrix that was learned, by rows; null if there is none of that name.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public double[][] matrix(String name) {
    Object value = learned.get(name);
    if (value == null || value instanceof double[][]) {
      return (double[][]) value;
    }
    if (value instanceof List<?> rows) {
      return rows.stream().map(row -> vector(name, row)).toArray(double[][]::new);
    }
    throw new IllegalArgumentException(name + ": expected a list of lists, found " + value);
  }
}
