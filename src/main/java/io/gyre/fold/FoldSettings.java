package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.learning.KindSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.WindowSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a partition's fold is made from.
 *
 * @param features D, 1 to {@value #MAX_FEATURES}
 * @param classes those that take the first numbers, whatever label comes first; may be empty
 * @param positive the positive one of two classes; null for the default
 * @param learners one or more, with different names
 * @param windowing how event time is cut
 */
public record FoldSettings(
    int features,
    List<Label> classes,
    Label positive,
    List<LearnerSettings> learners,
    WindowSettings windowing) {

  /** The largest D. */
  public static final int MAX_FEATURES = 10_000;

  /**
   * The most parameters that a learner may have. At 25 bytes a number their record on a topic stays
   * below 8 MiB; a larger one would end the application.
   */
  public static final int MAX_PARAMETERS = 300_000;

  /** The most numbers in any other array: 2 GiB. */
  private static final int MAX_NUMBERS = Integer.MAX_VALUE / 8;

  /**
   * @throws GyreException when a value is out of its range, or a learner too large for D
   */
  public FoldSettings {
    checkFeatures(features);
    classes = List.copyOf(classes);
    learners = List.copyOf(learners);
    checkClasses(classes, positive);
    if (learners.isEmpty()) {
      throw new GyreException("the list of learners is empty, expected one at least");
    }
    checkNames(learners);
    checkSizes(learners, features, Math.max(2, classes.size()));
  }

  /**
   * Checks that every learner has room for so many classes.
   *
   * @throws GyreException when one has not
   */
  void checkSizes(int known) {
    checkSizes(learners, features, known);
  }

  /** Settings without named classes: they are found as they come. */
  public FoldSettings(int features, List<LearnerSettings> learners, WindowSettings windowing) {
    this(features, List.of(), null, learners, windowing);
  }

  private static void checkClasses(List<Label> classes, Label positive) {
    if (new HashSet<>(classes).size() < classes.size() || classes.size() > ClassNumbers.MAX) {
      throw new GyreException(
          "classes: expected at most %,d that differ, found %s"
              .formatted(ClassNumbers.MAX, classes));
    }
    if (positive != null && classes.size() >= 2 && !classes.contains(positive)) {
      throw new GyreException(
          "positive: expected one of the classes %s, found %s".formatted(classes, positive));
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

  private static void checkNames(List<LearnerSettings> learners) {
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
            "learners \"%s\" and \"%s\": expected names that differ in more than case, and than . for _, which metrics do not tell apart; rename one"
                .formatted(other, learner.name()));
      }
    }
  }

  private static void checkSizes(List<LearnerSettings> learners, int features, int classes) {
    for (LearnerSettings learner : learners) {
      KindSettings kind = learner.settings();
      String made = "\"%s\": with %,d features and %,d classes";
      String owner = String.format(Locale.ROOT, made, learner.name(), features, classes);
      check(owner, "parameters", kind.parameters(features, classes), MAX_PARAMETERS);
      check(owner, "numbers in its memory", (long) kind.memory() * features, MAX_NUMBERS);
      check(owner, "numbers in a batch", kind.workspace(features, classes), MAX_NUMBERS);
    }
  }

  private static void check(String owner, String what, long numbers, int most) {
    if (numbers > most) {
      throw new GyreException(
          String.format(
              Locale.ROOT,
              "learner %s it has %,d %s, expected at most %,d; make it smaller",
              owner,
              numbers,
              what,
              most));
    }
  }

  /** How many points the shared memory holds: as many as the learner that needs most. */
  public int memory() {
    return learners.stream().mapToInt(learner -> learner.settings().memory()).max().orElse(0);
  }

  /** The most classes that every learner has room for. */
  public int mostClasses() {
    int most = ClassNumbers.MAX;
    for (LearnerSettings learner : learners) {
      while (most > 2 && learner.settings().parameters(features, most) > MAX_PARAMETERS) {
        most--;
      }
    }
    return most;
  }
}
