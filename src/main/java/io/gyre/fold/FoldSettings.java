package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.learning.KindSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.Shared;
import io.gyre.scoring.WindowSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a partition's fold is made from.
 *
 * @param records what the members of records mean; the fold reads none, but keeps it beside its
 *     state
 * @param classes those that take the first numbers, whatever label comes first; may be empty
 * @param positive the positive one of two classes; null for the default
 * @param learners one or more, with different names
 * @param windowing how event time is cut
 * @param lateLabels how points wait for labels in records of their own; null if labels come with
 *     their points only
 */
public record FoldSettings(
    RecordSettings records,
    List<Label> classes,
    Label positive,
    List<LearnerSettings> learners,
    WindowSettings windowing,
    LateLabels lateLabels) {

  /** The most numbers in any other array: 2 GiB. */
  private static final int MAX_NUMBERS = Integer.MAX_VALUE / 8;

  /**
   * @throws GyreException when a value is out of its range, or a learner too large for a single
   *     column
   */
  public FoldSettings {
    classes = List.copyOf(classes);
    learners = List.copyOf(learners);
    checkClasses(classes, positive);
    if (learners.isEmpty()) {
      throw new GyreException("the list of learners is empty, expected one at least");
    }
    checkNames(learners);
    checkMixed(learners);
    checkSizes(learners, Math.max(2, classes.size()), 1);
  }

  /** Settings without named classes: they are found as they come. */
  public FoldSettings(List<LearnerSettings> learners, WindowSettings windowing) {
    this(List.of(), null, learners, windowing);
  }

  /** Settings for records of the plain form. */
  public FoldSettings(
      List<Label> classes,
      Label positive,
      List<LearnerSettings> learners,
      WindowSettings windowing) {
    this(RecordSettings.standard(), classes, positive, learners, windowing);
  }

  /** Settings for labels that come with their points. */
  public FoldSettings(
      RecordSettings records,
      List<Label> classes,
      Label positive,
      List<LearnerSettings> learners,
      WindowSettings windowing) {
    this(records, classes, positive, learners, windowing, null);
  }

  /** Returns these settings for labels that may come later than their points. */
  public FoldSettings with(LateLabels late) {
    return new FoldSettings(records, classes, positive, learners, windowing, late);
  }

  private static void checkClasses(List<Label> classes, Label positive) {
    if (new HashSet<>(classes).size() < classes.size() || classes.size() > Label.MAX_CLASSES) {
      throw new GyreException(
          "classes: expected at most %,d that differ, found %s"
              .formatted(Label.MAX_CLASSES, classes));
    }
    if (positive != null && classes.size() >= 2 && !classes.contains(positive)) {
      throw new GyreException(
          "positive: expected one of the classes %s, found %s".formatted(classes, positive));
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

  private static void checkMixed(List<LearnerSettings> learners) {
    boolean any = false;
    for (LearnerSettings learner : learners) {
      if (learner.settings().mixes() && !any) {
        throw new GyreException(
            "learner \"%s\" mixes what those before it on the list say, and there is none before it; put it last"
                .formatted(learner.name()));
      }
      any |= !learner.settings().mixes();
    }
  }

  /**
   * Checks that every learner has room for so many classes.
   *
   * @param features D at least
   * @throws GyreException when one has not
   */
  void checkSizes(int known, int features) {
    checkSizes(learners, known, features);
  }

  private static void checkSizes(List<LearnerSettings> learners, int known, int features) {
    for (LearnerSettings learner : learners) {
      KindSettings kind = learner.settings();
      String owner = String.format(Locale.ROOT, "\"%s\": with %,d classes", learner.name(), known);
      long parameters = kind.parameters(features, known);
      check(owner, "parameters", parameters, KindSettings.MAX_PARAMETERS);
      check(owner, "numbers in a batch", kind.workspace(features, known), MAX_NUMBERS);
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

  /** How many points the shared memory holds. */
  public int memory() {
    return Shared.capacity(learners.stream().map(LearnerSettings::settings).toList());
  }
}
