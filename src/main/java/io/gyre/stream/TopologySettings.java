package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.learning.LearnerSettings;
import io.gyre.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the topology is built from.
 *
 * @param application the id that group, internal topics and output keys bear
 * @param topics the names of the five topics on the cluster
 * @param features D, 1 to 10,000
 * @param learners one or more, with different names
 * @param windowing how event time is cut
 * @param thinning which predictions are published
 * @param source the topic {@code points} as it is
 * @param publishAnew whether each learner that has learned publishes its parameters at once, since
 *     what was on their topic is gone
 */
public record TopologySettings(
    String application,
    TopicNames topics,
    int features,
    List<LearnerSettings> learners,
    Windowing windowing,
    Thinning thinning,
    SourceLog source,
    boolean publishAnew) {

  /** The largest D. */
  public static final int MAX_FEATURES = 10_000;

  /**
   * The most parameters that a model may have. At 25 bytes a number their record on {@code
   * parameters} stays below {@link LearnerTopology#MAX_RECORD_BYTES}, and so does the entry in the
   * store, which has two moments beside each; a larger record would end the application.
   */
  static final int MAX_PARAMETERS = 300_000;

  /** The most numbers in the memory of a learner, and in a batch: 2 GiB of each. */
  private static final int MAX_NUMBERS = Integer.MAX_VALUE / 8;

  /** As above, for learners whose parameters are on their topic. */
  public TopologySettings(
      String application,
      TopicNames topics,
      int features,
      List<LearnerSettings> learners,
      Windowing windowing,
      Thinning thinning,
      SourceLog source) {
    this(application, topics, features, learners, windowing, thinning, source, false);
  }

  /**
   * @throws GyreException when a value is out of its range, or a learner too large for D
   */
  public TopologySettings {
    checkFeatures(features);
    learners = List.copyOf(learners);
    if (learners.isEmpty()) {
      throw new GyreException("the list of learners is empty, expected one at least");
    }
    Map<String, String> names = new HashMap<>();
    for (LearnerSettings learner : learners) {
      String alike = learner.name().toLowerCase(Locale.ROOT).replace('.', '_');
      String other = names.put(alike, learner.name());
      if (learner.name().equals(other)) {
        throw new GyreException(
            "two learners bear the name \"%s\"; each needs its own".formatted(other));
      }
      if (other != null) {
        throw new GyreException(
            "learners \"%s\" and \"%s\": expected names that differ in more than case, and than . for _, which topics and folders do not tell apart; rename one"
                .formatted(other, learner.name()));
      }
      checkSize(learner, features);
    }
    for (String name : thinning.own().keySet()) {
      if (!names.containsValue(name)) {
        throw new GyreException(
            "predictions of \"%s\": there is no such learner, expected one of %s"
                .formatted(name, String.join(", ", new TreeSet<>(names.values()))));
      }
    }
  }

  /**
   * Checks D.
   *
   * @throws GyreException when it is out of its range
   */
  public static void checkFeatures(int features) {
    if (features < 1 || features > MAX_FEATURES) {
      throw new GyreException(
          String.format(Locale.ROOT, "features is %d, expected 1 to %,d", features, MAX_FEATURES));
    }
  }

  private static void checkSize(LearnerSettings learner, int features) {
    long hidden = learner.hidden();
    check(learner, "hidden", hidden, features, parameters(learner, features), MAX_PARAMETERS);
    int memory = learner.memory();
    check(learner, "memory", memory, features, (long) memory * features, MAX_NUMBERS);
    long points = (long) learner.batch() + learner.replay();
    long batch = points * Math.max(features, hidden);
    check(learner, "batch and replay of", points, features, batch, MAX_NUMBERS);
  }

  private static long parameters(LearnerSettings learner, int features) {
    long hidden = learner.hidden();
    return hidden == 0 ? features + 1L : hidden * (features + 2L) + 1;
  }

  /** No entry in a learner's store is larger, in bytes: the model with two moments, a scaler. */
  int largestEntry(LearnerSettings learner) {
    long numbers = 3 * parameters(learner, features) + 4L * features;
    return Math.toIntExact(numbers * Double.BYTES + 1_024);
  }

  private static void check(
      LearnerSettings learner, String what, long value, int features, long numbers, int max) {
    if (numbers > max) {
      throw new GyreException(
          String.format(
              Locale.ROOT,
              "learner \"%s\": %s %,d with %,d features makes %,d numbers, expected at most %,d; lower it",
              learner.name(),
              what,
              value,
              features,
              numbers,
              max));
    }
  }
}
